#!/usr/bin/env python3
"""aws_double.py with what the records lab needs besides: Beanstalk, a front end that answers, and alarms that fire.

Nobody tells the alarms what to say. Each request to the front end meets the function as it is then: there, throttled,
deleted or refusing. The alarms look at what became of the last few requests; a lab that nobody calls raises none.

Usage: as aws_double.py
"""
import sys

import account
from account import backend, kept_here, parsing
from moto.apigateway.models import RestAPI
from moto.backends import get_backend

outcomes = []  # what became of the requests, the newest last: ok, throttled, deleted, refused
LOOKED_AT = 3  # by the alarms
FIRED_BY = {  # alarm: the outcomes that it counts, and how many it bears
    "api-5xx": ({"throttled", "deleted", "refused"}, 1),
    "lambda-errors": ({"refused"}, 1),
    "lambda-throttles": ({"throttled"}, 0),
    "api-latency": (set(), 0),
    "api-volume": (set(), 0),
}


# ---- resources that moto has, but does not make from a template


class Alarm(kept_here("AWS::CloudWatch::Alarm")):
    __module__ = "moto.kept_by_the_double"  # moto takes the service from it

    def __init__(self, name, properties):
        super().__init__(name, properties)
        backend("cloudwatch").put_metric_alarm(
            name=properties["AlarmName"], namespace=properties["Namespace"], metric_name=properties["MetricName"],
            comparison_operator=properties["ComparisonOperator"], evaluation_periods=int(properties["EvaluationPeriods"]),
            period=int(properties["Period"]), threshold=float(properties["Threshold"]), statistic=properties["Statistic"],
            description=properties["AlarmDescription"], dimensions=properties["Dimensions"],
            alarm_actions=properties["AlarmActions"], treat_missing_data=properties["TreatMissingData"])

    def delete(self, account_id, region_name):
        super().delete(account_id, region_name)
        backend("cloudwatch").delete_alarms([self.physical_resource_id])


class Dashboard(kept_here("AWS::CloudWatch::Dashboard")):
    __module__ = "moto.kept_by_the_double"

    def __init__(self, name, properties):
        super().__init__(name, properties)
        self.name = properties["DashboardName"]
        backend("cloudwatch").put_dashboard(self.name, properties["DashboardBody"])

    def delete(self, account_id, region_name):
        super().delete(account_id, region_name)
        backend("cloudwatch").delete_dashboards([self.name])


class Environment(kept_here("AWS::ElasticBeanstalk::Environment")):
    __module__ = "moto.kept_by_the_double"

    def __init__(self, name, properties):
        super().__init__(properties["EnvironmentName"], properties)


CLASSES = {
    "AWS::CloudWatch::Alarm": Alarm,
    "AWS::CloudWatch::Dashboard": Dashboard,
    "AWS::ElasticBeanstalk::Environment": Environment,
    # moto makes no alias from a template, so it can make neither what an alias points at nor what points at the alias.
    "AWS::Lambda::Version": kept_here("AWS::Lambda::Version"),
    "AWS::Lambda::Permission": kept_here("AWS::Lambda::Permission"),
}
class_of_type = parsing.resource_class_from_type
parsing.resource_class_from_type = lambda kind: CLASSES.get(kind) or class_of_type(kind)
RestAPI.delete = lambda api, account_id, region_name: backend("apigateway").delete_rest_api(api.id)  # moto leaves it


# ---- conditions: moto looks at them only when a stack is made

ResourceMap = parsing.ResourceMap
moto_build_resource_diff, moto_delete_resource = ResourceMap.build_resource_diff, ResourceMap._delete_resource


def build_resource_diff(self, template, parameters=None):
    changes = moto_build_resource_diff(self, template, parameters)
    parameters = self.input_parameters | (parameters or {})
    then = ResourceMap(self.stack_id, "", parameters, {}, self._region_name, self._account_id, template, None)
    then.load_parameters()
    then.load_conditions()
    for name, resource in template["Resources"].items():
        if "Condition" in resource and name in self._resource_json_map:
            there, wanted = name in self._parsed_resources, then.lazy_condition_map[resource["Condition"]]
            if not (there and wanted):
                changes["Modify"] = [n for n in changes["Modify"] if n != name]
            if there != wanted:
                changes["Add" if wanted else "Remove"].append(name)
    return changes


def delete_resource(self, resource, description):
    try:
        moto_delete_resource(self, resource, description)
    except Exception as trouble:
        if "not found" not in str(trouble).lower() and "NotFound" not in type(trouble).__name__:
            raise  # what is gone already is no trouble to CloudFormation
    self._parsed_resources.pop(resource.logical_resource_id, None)


ResourceMap.build_resource_diff, ResourceMap._delete_resource = build_resource_diff, delete_resource


# ---- the lab at work


def front_end(_):
    outcomes.append(what_the_function_does())
    if outcomes[-1] != "ok":
        raise account.Refused(500, "InternalServerError", "Error contacting backend: it answered 500")
    return "Backend Response: Record saved with ID: 1"


def what_the_function_does():
    functions = [f for f in backend("lambda").list_functions() if f.function_name.endswith("-SaveUserRecord")]
    if not functions:
        return "deleted"
    if str(functions[0].reserved_concurrency) == "0":
        return "throttled"
    prefix = functions[0].function_name.removesuffix("-SaveUserRecord")
    refused = backend("ssm").get_parameter(f"/{prefix}/chaos/refused-percent")
    return "refused" if refused and refused.value == "100" else "ok"


def evaluate_alarms(_):
    for alarm in backend("cloudwatch").alarms.values():
        counted, borne = next(of for name, of in FIRED_BY.items() if alarm.name.endswith(name))
        state = "ALARM" if sum(outcome in counted for outcome in outcomes[-LOOKED_AT:]) > borne else "OK"
        if alarm.state_value != state:
            alarm.update_state("what became of the last requests", "{}", state)


def describe_environments(arguments):
    name = arguments["EnvironmentNames.member.1"]
    there = any(arn.endswith(f":environment/{name}") for arn in account.kept)
    port = sys.modules["aws_double"].listening.getsockname()[1]
    member = f"<member><EnvironmentName>{name}</EnvironmentName><CNAME>127.0.0.1:{port}</CNAME></member>"
    return beanstalk("DescribeEnvironments", f"<Environments>{member if there else ''}</Environments>")


def list_available_solution_stacks(_):
    stacks = ("64bit Amazon Linux 2023 v4.9.2 running Corretto 21", "64bit Amazon Linux 2023 v4.10.0 running Corretto 21",
              "64bit Amazon Linux 2 v3.11.5 running Corretto 21", "64bit Amazon Linux 2023 v4.10.1 running Corretto 25")
    members = "".join(f"<member>{stack}</member>" for stack in stacks)
    return beanstalk("ListAvailableSolutionStacks", f"<SolutionStacks>{members}</SolutionStacks>")


def beanstalk(operation, result):
    return f"<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>"


account.ANSWERS |= {
    "unsigned./": front_end,
    "cloudwatch.DescribeAlarms": evaluate_alarms,  # and moto answers
    "monitoring.DescribeAlarms": evaluate_alarms,
    "elasticbeanstalk.DescribeEnvironments": describe_environments,
    "elasticbeanstalk.ListAvailableSolutionStacks": list_available_solution_stacks,
}


# ---- what is alive, of the lab's kinds as well

everything_else = account.everything


def everything():
    alive = {
        "bucket": get_backend("s3")[account.ACCOUNT]["aws"].buckets,
        "function": [f.function_name for f in backend("lambda").list_functions()],
        "api": {a.name: i for i, a in backend("apigateway").apis.items()},
        "table": backend("dynamodb").tables,
        "queue": backend("sqs").queues,
    }
    lab = {f"{kind} {key}": values[key] if isinstance(values, dict) else "" for kind, values in alive.items() for key in values}
    return everything_else() | {key: value if isinstance(value, str) else "" for key, value in lab.items()}


account.everything = everything

import aws_double  # noqa: E402,F401  begins to serve
