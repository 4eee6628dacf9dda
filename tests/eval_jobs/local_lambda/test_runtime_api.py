from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from eval_jobs.local_lambda.runtime_api import Kind, Message, RuntimeApi, Work


def test_the_end_of_the_process_ends_the_wait_for_work() -> None:
    api = RuntimeApi()
    connection = http.client.HTTPConnection(api.address)
    connection.request("GET", "/2018-06-01/runtime/invocation/next")
    assert api.report(30) == Message(Kind.READY)
    with ThreadPoolExecutor() as executor:
        waiting = executor.submit(connection.getresponse)
        api.end()
        with pytest.raises(http.client.RemoteDisconnected):
            waiting.result(timeout=30)
    assert api.report(30) == Message(Kind.EXIT)
    connection.close()


def test_work_comes_with_its_headers_and_a_response_is_reported() -> None:
    api = RuntimeApi()
    api.work.put(Work("an-id", b'{"a": 1}', 1234, "an-arn"))
    connection = http.client.HTTPConnection(api.address)
    connection.request("GET", "/2018-06-01/runtime/invocation/next")
    response = connection.getresponse()
    assert response.read() == b'{"a": 1}'
    assert response.headers["Lambda-Runtime-Aws-Request-Id"] == "an-id"
    assert response.headers["Lambda-Runtime-Deadline-Ms"] == "1234"
    assert response.headers["Lambda-Runtime-Invoked-Function-Arn"] == "an-arn"
    connection.request("POST", "/2018-06-01/runtime/invocation/an-id/response", b'"done"')
    response = connection.getresponse()
    assert (response.status, response.read()) == (202, b'{"status":"OK"}')
    assert [api.report(30) for _ in range(2)] == [
        Message(Kind.READY),
        Message(Kind.RESPONSE, b'"done"'),
    ]
    connection.close()
    api.end()


def test_no_report_in_time_is_a_timeout() -> None:
    api = RuntimeApi()
    assert api.report(0) == Message(Kind.TIMEOUT)
    api.end()
