from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.local_lambda.intrinsics import Resolver

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text("abc"), children),
)


@given(PLAIN)
def test_what_has_no_function_is_left_as_it_is(node: object) -> None:
    assert Resolver({})(node) == node


@given(PLAIN)
def test_a_parameter_is_its_default_wherever_it_stands(default: object) -> None:
    resolve = Resolver({"Parameters": {"P": {"Default": default}}})
    assert resolve({"a": [{"Ref": "P"}], "b": {"c": {"Ref": "P"}}}) == {
        "a": [default],
        "b": {"c": default},
    }


def test_sub_fills_in_parameters_and_pseudo_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    resolve = Resolver({"Parameters": {"P": {"Default": 7}}})
    assert resolve({"Fn::Sub": "${AWS::StackName}-${P}-${AWS::Region}"}) == "local-7-eu-west-1"


@pytest.mark.parametrize(("reserved", "expected"), [(0, {"k": 1}), (5, {"k": 1, "limit": 5})])
def test_a_condition_chooses_and_no_value_leaves_the_key_out(
    reserved: int, expected: dict[str, int]
) -> None:
    resolve = Resolver(
        {
            "Parameters": {"Reserved": {"Type": "Number", "Default": reserved}},
            "Conditions": {"Reserves": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Reserved"}, "0"]}]}},
        }
    )
    limit = {"Fn::If": ["Reserves", {"Ref": "Reserved"}, {"Ref": "AWS::NoValue"}]}
    assert resolve({"k": 1, "limit": limit}) == expected
    assert resolve([limit]) == ([reserved] if reserved else [])


@pytest.mark.parametrize(
    "node", [{"Ref": "Unknown"}, {"Fn::Sub": "${Unknown}"}, {"Fn::ImportValue": "Unknown"}]
)
def test_what_cannot_be_resolved_is_named(node: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"Unknown|Fn::ImportValue"):
        Resolver({"Parameters": {"Unknown": {"Type": "String"}}})(node)
