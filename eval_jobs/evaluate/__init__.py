"""From a dataset and a model, or its recorded answers, to a run directory.

    dataset -> asking (models/) -> answers.jsonl -> grading (scoring) -> grades.jsonl -> results

`evaluation` leads one run through these steps. Both journals are written as the work goes on, so
that a run can be stopped at any point and resumed: what they hold is not done again.
"""
