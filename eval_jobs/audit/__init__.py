"""What a grader pays that it should not, and whether it leaves a gradient to learn from.

    dataset -> items -> probes (answers made up on purpose) -> the grader's rewards -> checks

One module, or package, is one section of the audit: `free_lunch`, `blind_spots`, `false_zeros`,
`robustness`, `gradient` and `data`. Each offers `BARS`, the thresholds of its checks, and
`examine(...)`, which gives its `Section`. `audit` runs them all. A grader is whatever a `Scorer`
asks: one of this process, or any Lambda behind the reward contract.
"""
