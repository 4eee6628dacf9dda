"""The built artifact behind a local Lambda endpoint, without Docker.

    boto3, aws CLI -> invoke_api -> service -> pool -> environment <- runtime_api <- awslambdaric

`template` reads what `sam build` left, `service` holds one `pool` per function, a pool holds
execution environments, and each `environment` is one process under AWS's own runtime interface
client. The memory limit of a function is reported, not enforced.
"""
