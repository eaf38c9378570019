"""The account behind aws_double.py: moto's, and what moto lacks. EKS and its add-ons, Application Signals and the tags of
everything are answered here; resource types that moto's CloudFormation skips are kept here while their stack is there.

Every part (stack, cluster, node group, add-on) can be put into any state that AWS has for it, and goes on from there as AWS does.
States change with the number of looks, not with time: a look is a call of the operation that shows the state. Traps are
real: a cluster whose VPC is in use cannot be deleted, nor can a stack be updated after a rollback, nor an SLO be made before
its operation was seen; an agent that still runs makes its log groups again.
"""
import base64
import json
import re
import secrets
import sys

import moto.cloudformation.parsing as parsing
from moto.backends import get_backend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.cloudformation.responses import CloudFormationResponse
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.rds import models as rds

ADDON = "amazon-cloudwatch-observability"

region = region_asked = "us-east-2"  # the one that the cluster was made in, and the one of the call
options = {"looks": 2, "addon": "ACTIVE", "stack": ""}  # how long states last, how an add-on ends, which stack rolls back
later = []  # [operation, looks left, what happens then]
clusters, nodegroups, addons = {}, {}, {}
NODELESS = ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")  # add-ons that come up without nodes, and nodes not without them
kept = {}  # resources that moto's CloudFormation does not know
kubernetes = {"load": False, "instrumented": False, "balancers": {}}  # as kubectl's stand-in told last
signals = {"discovery": False, "known": False}
baseline = {}


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def backend(service):
    return get_backend(service)[ACCOUNT]["aws" if service == "iam" else region]


def after(operation, action, looks=None):
    """Does the action once the operation was called that often."""
    later.append([operation, options["looks"] if looks is None else looks, action])


def looked(operation):
    for entry in [e for e in later if e[0] == operation]:
        entry[1] -= 1
        if entry[1] < 0:
            later.remove(entry)
            entry[2]()


# ---- what is alive


def everything():
    """Whatever is there, id -> what can be compared. Ids that are made afresh each time tell when a thing was made twice."""
    ec2, ssm, database = backend("ec2"), backend("ssm"), backend("rds")
    alive = {
        "stack": {s.name: s.status for s in backend("cloudformation").stacks.values()},
        "cluster": {name: json.dumps(c, sort_keys=True) for name, c in clusters.items()},
        "node-group": {name: g["status"] for name, g in nodegroups.items()},
        "add-on": {name: a["status"] for name, a in addons.items()},
        "vpc": ec2.vpcs,
        "subnet": [s for zone in ec2.subnets.values() for s in zone],
        "security-group": {g: f"{len(v.ingress_rules)} rules" for vpc in ec2.groups.values() for g, v in vpc.items()},
        "network-interface": ec2.enis,
        "load-balancer": backend("elbv2").load_balancers,
        "database": database.databases,
        "parameter-group": database.db_parameter_groups,
        "subnet-group": database.subnet_groups,
        "repository": backend("ecr").repositories,
        "parameter": {name: ssm.get_parameter(name).value for name in list(ssm._parameters)},
        "secret": {s.name: s.arn for s in backend("secretsmanager").secrets.values()},
        "role": {r.name: r.id for r in backend("iam").roles.values()},
        "policy": [arn for arn in backend("iam").managed_policies if f":{ACCOUNT}:" in arn],
        "log-group": backend("logs").groups,
        "topic": backend("sns").topics,
        "alarm": backend("cloudwatch").alarms,
        "dashboard": backend("cloudwatch").dashboards,
        "kept": kept,
    }
    found = {f"{kind} {key}": values[key] if isinstance(values, dict) else "" for kind, values in alive.items() for key in values}
    return {key: value if isinstance(value, str) else "" for key, value in found.items() if key not in baseline}


def state():
    """What tests and stand-ins want to know."""
    images = [f"{r.name}:{tag}" for r in backend("ecr").repositories.values() for i in r.images for tag in i.image_tags]
    values = {s.name: s.versions[s.default_version_id].get("secret_string") for s in backend("secretsmanager").secrets.values()}
    parameters = {name: backend("ssm").get_parameter(name).value for name in list(backend("ssm")._parameters)}
    return {"everything": everything(), "clusters": clusters, "addons": addons, "parameters": parameters, "images": images,
            "secrets": values}


def get_resources(arguments):
    """Every resource that has the tag, also by way of its stack, as if the tagging API knew all types."""
    key, values = arguments["TagFilters"][0]["Key"], arguments["TagFilters"][0].get("Values", [])
    if "ResourceTypeFilters" in arguments:  # load balancers
        tags = backend("elbv2").tagging_service.get_tag_dict_for_resource
        found = [arn for arn in backend("elbv2").load_balancers if key in tags(arn)]
        return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": []} for arn in found]}
    found = backend("resourcegroupstaggingapi").get_resources(None, 1000, 100, [{"Key": key, "Values": values}], [])
    arns = [resource["ResourceARN"] for resource in found[1]]
    for stack in backend("cloudformation").stacks.values():
        if stack.tags.get(key) in values:
            arns.append(stack.stack_id)
            for resource in stack.resource_map._parsed_resources.values():
                if isinstance(resource, CloudFormationModel):
                    physical_id = getattr(resource, "physical_resource_id", resource.logical_resource_id)
                    arns.append(getattr(resource, "arn", None) or arn_of(resource.cf_resource_type, physical_id))
    arns += [arn_of("eks:cluster", name) for name, c in clusters.items() if c["tags"].get(key) in values]
    arns += [arn_of("eks:addon", name) for name, a in addons.items() if a["tags"].get(key) in values]
    tags = [{"Key": key, "Value": values[0]}]
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags} for arn in sorted(set(arns))]}


def arn_of(kind, name):
    service, _, rest = kind.removeprefix("AWS::").lower().replace("::", ":").partition(":")
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}/{name}"


# ---- CloudFormation: moto's, with the types that it skips, and with stacks that roll back and take their time to go


def kept_here(resource_type):
    """A class, as moto wants one for each type. All it does is to be there; a secret is made where secrets are."""

    class Kept(CloudFormationModel):
        __module__ = "moto.kept_by_the_double"  # moto takes the service from it

        def __init__(self, name, properties):
            self.physical_resource_id = properties.get("Name") or properties.get("AlarmName") or name
            self.arn = arn_of(resource_type, self.physical_resource_id)
            if resource_type == "AWS::SecretsManager::Secret":
                self.arn = self.physical_resource_id = create_secret(properties)
            else:
                kept[self.arn] = resource_type

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            return cls(resource_name, cloudformation_json.get("Properties", {}))

        @classmethod
        def update_from_cloudformation_json(cls, original_resource, **_):
            return original_resource

        def delete(self, account_id, region_name):
            kept.pop(self.arn, None)
            if self.arn in [s.arn for s in backend("secretsmanager").secrets.values()]:
                backend("secretsmanager").delete_secret(self.arn, None, True)

        def get_cfn_attribute(self, attribute):
            return self.arn if attribute.endswith("Arn") or attribute == "Id" else f"{attribute}-of-{self.physical_resource_id}"

        def is_created(self):
            return True

    Kept.cloudformation_type = staticmethod(lambda: resource_type)
    return Kept


def create_secret(properties):
    generate = properties["GenerateSecretString"]
    value = json.loads(generate["SecretStringTemplate"]) | {generate["GenerateStringKey"]: secrets.token_urlsafe(24)}
    made = backend("secretsmanager").create_secret(
        properties["Name"], json.dumps(value), None, None, properties.get("Tags"), None, None, [], False)
    return json.loads(made)["ARN"] if isinstance(made, str) else made["ARN"]


def class_of_type(resource_type):
    found = moto_class_of_type(resource_type)
    if found is None and resource_type not in parsing.NULL_MODELS:
        if resource_type not in classes:
            classes[resource_type] = kept_here(resource_type)
        found = classes[resource_type]
    return found


def parse_resource(resource_json, resources_map):
    parsed = moto_parse_resource(resource_json, resources_map)
    tags = parsed and parsed[1]["Properties"].get("Tags")
    if isinstance(tags, dict):  # as SSM has them; moto expects the usual list
        parsed[1]["Properties"]["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return parsed


classes, moto_class_of_type, parsing.resource_class_from_type = {}, parsing.resource_class_from_type, class_of_type
moto_parse_resource, parsing.parse_resource = parsing.parse_resource, parse_resource
CloudFormationResponse._validate_different_update = lambda *_: None  # AWS says it of the change set, not of the call
rds.DBParameterGroup.physical_resource_id = property(lambda group: group.name)  # what Ref means


def stack_named(name):
    return next((s for s in backend("cloudformation").stacks.values() if name in (s.name, s.stack_id)), None)


ENDS = {  # what becomes of what is under way
    "CREATE_IN_PROGRESS": "CREATE_COMPLETE", "UPDATE_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE", "ROLLBACK_IN_PROGRESS": "ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_IN_PROGRESS": "IMPORT_COMPLETE", "IMPORT_ROLLBACK_IN_PROGRESS": "IMPORT_ROLLBACK_COMPLETE"}
HOLDS_NOTHING = ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS")


def put_stack(name, status):
    """Puts the stack, which is there, into the state, with the resources that one in that state has."""
    stack = stack_named(name)
    if status == "DELETE_IN_PROGRESS":
        return delete_stack({"StackName": name})
    if status in HOLDS_NOTHING:
        finish_deletion(stack)
        backend("cloudformation").stacks[stack.stack_id] = stack
    stack.status = status
    if status in ENDS:
        after("DescribeStacks", lambda: put_stack(name, ENDS[status]))


def list_stack_resources(arguments):
    """moto's list says nothing of what is gone."""
    stack = stack_named(arguments["StackName"])
    rows = ""
    for logical_id, resource in stack.resource_map._resource_json_map.items():
        there = stack.status not in HOLDS_NOTHING
        if resource["Type"] == "AWS::RDS::DBInstance":
            there = there and stack.name in backend("rds").databases
        rows += (f"<member><LogicalResourceId>{logical_id}</LogicalResourceId><ResourceType>{resource['Type']}</ResourceType>"
                 f"<PhysicalResourceId>{stack.name}</PhysicalResourceId>"
                 f"<ResourceStatus>{'CREATE' if there else 'DELETE'}_COMPLETE</ResourceStatus></member>")
    return (f"<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{rows}</StackResourceSummaries>"
            "</ListStackResourcesResult></ListStackResourcesResponse>")


def roll_back(operation, arguments, wanted):
    stack = stack_named(arguments["StackName"])
    if stack.status != wanted:
        raise Refused(400, "ValidationError", f"Stack:{stack.stack_id} is in {stack.status} state and can not be rolled back.")
    put_stack(stack.name, "UPDATE_ROLLBACK_IN_PROGRESS")
    return f"<{operation}Response><{operation}Result/></{operation}Response>"


def create_change_set(arguments):
    stack = stack_named(arguments["StackName"])
    if stack and stack.status == "REVIEW_IN_PROGRESS":  # moto would make a second stack of the same name
        del backend("cloudformation").stacks[stack.stack_id]
    elif stack and (stack.status in HOLDS_NOTHING or stack.status.endswith(("_IN_PROGRESS", "_FAILED"))):
        raise Refused(400, "ValidationError", f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
    elif stack:  # moto finds that nothing changed only where the defaults are written out
        stack.parameters = {k: ",".join(v) if isinstance(v, list) else v for k, v in stack.stack_parameters.items()}


def execute_change_set(arguments):
    change_set = backend("cloudformation").describe_change_set(arguments["ChangeSetName"])
    stack, types = change_set.stack, {r["Type"] for r in change_set.template_dict["Resources"].values()}
    too_early = "AWS::ApplicationSignals::ServiceLevelObjective" in types and not signals["known"]
    if too_early or re.fullmatch(options["stack"], stack.name):
        options["stack"] = ""
        stack.template = change_set.template
        stack.status = ("UPDATE_" if change_set.change_set_type == "UPDATE" else "") + "ROLLBACK_COMPLETE"
        return "<ExecuteChangeSetResponse><ExecuteChangeSetResult/></ExecuteChangeSetResponse>"


def delete_stack(arguments):
    stack = stack_named(arguments["StackName"])
    if stack and stack.status in ENDS and stack.status != "CREATE_IN_PROGRESS":
        raise Refused(400, "ValidationError", f"Stack [{stack.name}] cannot be deleted while in status {stack.status}")
    if stack and stack.status != "DELETE_IN_PROGRESS":
        stack.status = "DELETE_IN_PROGRESS"
        after("DescribeStacks", lambda: finish_deletion(stack), looks=0)  # the CLI's waiter looks every 30 s
    return "<DeleteStackResponse/>"


def finish_deletion(stack):
    groups = set(backend("logs").groups)
    if "-nodegroup-" in stack.name:
        nodegroups.pop(stack.name.rpartition("-")[2], None)
    if re.fullmatch("eksctl-.*-cluster", stack.name):
        clusters.pop(stack.name[len("eksctl-"):-len("-cluster")], None)
        addons.clear()
    for logical_id, resource in stack.resource_map._resource_json_map.items():
        if resource["Type"] == "AWS::ECR::Repository" and resource["Properties"].get("EmptyOnDelete"):
            stack.resource_map[logical_id].images.clear()  # which moto does not do
    try:
        backend("cloudformation").delete_stack(stack.name)
    except Exception as trouble:
        print(f"{stack.name} could not be deleted: {trouble}", file=sys.stderr)
        stack.status = "DELETE_FAILED"
    if ADDON in addons:
        for group in groups - set(backend("logs").groups):
            backend("logs").create_log_group(group, {})


# ---- EKS: the cluster, as eksctl's and kubectl's stand-ins make it, and its add-ons


def make_cluster(config):
    """What `eksctl create cluster` begins with: a stack with the VPC, the cluster, its add-ons."""
    global region
    meta = config["metadata"]
    name, region, tags = meta["name"], meta["region"], meta.get("tags", {})
    if stack_named(f"eksctl-{name}-cluster"):
        raise Refused(409, "AlreadyExists", f"Stack [eksctl-{name}-cluster] already exists")
    network = {"VPC": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "192.168.0.0/16"}}}
    network["Group"] = {
        "Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "the cluster's", "VpcId": {"Ref": "VPC"}}}
    for n, role in enumerate(("elb", "elb", "internal-elb", "internal-elb")):
        network[f"Subnet{n}"] = {"Type": "AWS::EC2::Subnet", "Properties": {
            "VpcId": {"Ref": "VPC"}, "CidrBlock": f"192.168.{n * 32}.0/19", "AvailabilityZone": f"{region}{'ab'[n % 2]}",
            "Tags": [{"Key": f"kubernetes.io/role/{role}", "Value": "1"}]}}
    stack = backend("cloudformation").create_stack(
        f"eksctl-{name}-cluster", json.dumps({"Resources": network}), {}, tags=tags | {"alpha.eksctl.io/cluster-name": name})
    ids = {resource: stack.resource_map[resource].physical_resource_id for resource in network}
    clusters[name] = {
        "name": name, "arn": arn_of("eks:cluster", name), "version": meta["version"], "status": "ACTIVE", "tags": tags,
        "endpoint": f"https://{secrets.token_hex(16).upper()}.gr7.{region}.eks.amazonaws.com",
        "certificateAuthority": {"data": base64.b64encode(b"a certificate").decode()},
        "resourcesVpcConfig": {"vpcId": ids["VPC"], "clusterSecurityGroupId": ids["Group"],
                               "subnetIds": [v for k, v in ids.items() if k.startswith("Subnet")]}}


def make_addons(config):
    """As eksctl: what is there stays as it is, unless its creation failed, and each new one is waited for."""
    nodes = any(g["status"] == "ACTIVE" for g in nodegroups.values())
    for addon in config.get("addons", []):
        name = addon["name"]
        if name in addons and addons[name]["status"] != "CREATE_FAILED":
            continue
        addons[name] = {"addonName": name, "status": "ACTIVE", "tags": addon.get("tags", {})}
        if name not in NODELESS and not nodes:
            addons[name]["status"] = "DEGRADED"
            raise Refused(400, "AddonDegraded", f"addon {name} status: DEGRADED: insufficient number of replicas, there are no nodes")


def make_nodes(config):
    """As eksctl: a stack that is there, rolled back or not, is a node group that is there."""
    meta = config["metadata"]
    for group in config["managedNodeGroups"]:
        name = f"eksctl-{meta['name']}-nodegroup-{group['name']}"
        if stack_named(name):
            continue
        stack = backend("cloudformation").create_stack(
            name, json.dumps({"Resources": {}}), {},
            tags=meta.get("tags", {}) | {"alpha.eksctl.io/cluster-name": meta["name"]})
        nodegroups[group["name"]] = {"nodegroupName": group["name"], "status": "ACTIVE"}
        if not all(addons.get(addon, {}).get("status") == "ACTIVE" for addon in NODELESS):
            nodegroups[group["name"]]["status"], stack.status = "CREATE_FAILED", "ROLLBACK_COMPLETE"
            raise Refused(400, "NodeCreationFailure", "Unhealthy nodes in the kubernetes cluster: the network plug-in is missing")


def put_part(arguments):
    """Puts a part into a state; what is under way ends after some looks."""
    part, name, status = arguments["part"], arguments["name"], arguments["status"]
    if part == "stack":
        return put_stack(name, status)
    parts, look, ends = {"cluster": (clusters, "DescribeCluster", "ACTIVE"), "addon": (addons, "DescribeAddon", "ACTIVE"),
                         "nodegroup": (nodegroups, "DescribeNodegroup", "ACTIVE")}[part]
    if not status:
        parts.pop(name, None)
    else:
        parts[name]["status"] = status
    if status == "DELETING":
        after(look, lambda: parts.pop(name, None))
    elif status in ("CREATING", "PENDING", "UPDATING"):
        after(look, lambda: parts[name].update(status=ends))


def delete_cluster(arguments):
    """Refuses what AWS would fail at after half an hour: a VPC that something else still uses."""
    name, stacks = arguments["name"], backend("cloudformation").stacks
    if not stack_named(f"eksctl-{name}-cluster"):
        raise Refused(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
    users = [s.name for s in stacks.values() if not s.name.startswith("eksctl-") and "AWS::EC2::" in json.dumps(s.template_dict)]
    users += [f"the add-on {ADDON}"] * (ADDON in addons) + list(backend("ec2").enis)
    if users:
        raise Refused(409, "DependencyViolation", f"the VPC has dependencies and cannot be deleted: {', '.join(users)}")
    clusters.pop(name, None)
    addons.clear()
    nodegroups.clear()
    if arguments["half"]:
        return
    for stack in list(stacks.values()):
        if re.match(f"eksctl-{name}-(nodegroup-|cluster$)", stack.name):
            backend("cloudformation").delete_stack(stack.name)


def told_of_kubernetes(news):
    """Load balancers follow the Services; when one goes, its network interfaces outlive it for a while."""
    ec2, elb, before = backend("ec2"), backend("elbv2"), kubernetes["balancers"]
    kubernetes.update(news)
    for service in set(news["balancers"]) - set(before):
        cluster = next(iter(clusters.values()))
        owner = {f"kubernetes.io/cluster/{cluster['name']}": "owned", "kubernetes.io/service-name": service}
        subnets = cluster["resourcesVpcConfig"]["subnetIds"][:2]
        balancer = elb.create_load_balancer(
            "a" + secrets.token_hex(15), [], subnets, loadbalancer_type="network",
            tags=[{"Key": key, "Value": value} for key, value in (news["balancers"][service] | owner).items()])
        for subnet in subnets:
            ec2.create_network_interface(
                ec2.get_subnet(subnet), None, description=f"ELB {balancer.arn.partition('loadbalancer/')[2]}")
    if before and not news["balancers"]:

        def gone():
            for arn in list(elb.load_balancers):
                elb.delete_load_balancer(arn)
            after("DescribeNetworkInterfaces", lambda: [ec2.delete_network_interface(e) for e in list(ec2.enis)])

        after("DescribeLoadBalancers", gone)


def push_image(arguments):
    repository = backend("ecr").repositories.get(arguments["repository"])
    if not repository:
        raise Refused(404, "NameUnknown", f"name unknown: The repository {arguments['repository']} does not exist")
    if arguments["tag"] not in [tag for image in repository.images for tag in image.image_tags]:
        backend("ecr").put_image(repository.name, json.dumps({"tag": arguments["tag"]}), arguments["tag"], "an image")


def cluster_of(arguments):
    name = arguments.get("clusterName") or arguments["name"]
    if name not in clusters or region_asked != region:
        raise Refused(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
    return clusters[name]


def describe_nodegroup(arguments):
    cluster_of(arguments)
    if arguments["nodegroupName"] not in nodegroups:
        raise Refused(404, "ResourceNotFoundException", "No node group found")
    return {"nodegroup": nodegroups[arguments["nodegroupName"]]}


def describe_addon_versions(arguments):
    versions = [f"v{version}-eksbuild.{build}" for version in ("6.3.0", "6.4.0", "7.0.0") for build in (1, 2)]
    return {"addons": [{"addonName": arguments["addonName"], "addonVersions": [{"addonVersion": v} for v in versions]}]}


def addon_of(arguments):
    cluster_of(arguments)
    if arguments["addonName"] not in addons:
        raise Refused(404, "ResourceNotFoundException", f"No addon: {arguments['addonName']} found in cluster")
    return addons[arguments["addonName"]]


def create_addon(arguments):
    cluster_of(arguments)
    name, roles = arguments["addonName"], {role.arn for role in backend("iam").roles.values()}
    if name in addons:
        raise Refused(409, "ResourceInUseException", f"Addon already exists: {name}")
    for association in arguments.get("podIdentityAssociations", []):
        if "eks-pod-identity-agent" not in addons or association["roleArn"] not in roles:
            raise Refused(400, "InvalidParameterException", f"no eks-pod-identity-agent, or no role {association['roleArn']}")
    json.loads(arguments.get("configurationValues", "{}"))
    addons[name] = {"tags": {}, **arguments, "status": "CREATING"}
    after("DescribeAddon", lambda: addons[name].update(status=options["addon"]))
    return {"addon": addons[name]}


def update_addon(arguments):
    addon = addon_of(arguments)
    if addon["status"] not in ("ACTIVE", "DEGRADED", "UPDATE_FAILED"):
        raise Refused(409, "ResourceInUseException", f"Addon is in {addon['status']} and cannot be updated")
    addon.update(arguments, status="UPDATING")
    after("DescribeAddon", lambda: addon.update(status=options["addon"]))
    return {"update": {"id": secrets.token_hex(8), "status": "InProgress", "type": "AddonUpdate"}}


def delete_addon(arguments):
    addon = addon_of(arguments)
    addon["status"] = "DELETING"
    after("DescribeAddon", lambda: addons.pop(arguments["addonName"], None))
    return {"addon": addon}


# ---- Application Signals: it knows an operation some time after instrumented pods got load


def list_service_operations(arguments):
    operations = {(service, f"eks:{name}/orders"): operation for name in clusters for service, operation in (
        ("order-api", "POST /api/orders"), ("delivery-api", "POST /api/delivery"))}
    if signals["discovery"] and kubernetes["load"] and kubernetes["instrumented"] and not signals["known"]:
        if "ListServiceOperations" not in [entry[0] for entry in later]:
            after("ListServiceOperations", lambda: signals.update(known=True))
    key = arguments["KeyAttributes"]
    found = operations.get((key["Name"], key["Environment"])) if signals["known"] else None
    return {"StartTime": 0, "EndTime": 0, "ServiceOperations": [{"Name": found, "MetricReferences": []}] if found else []}


def list_objectives(_):
    found = []
    for stack in backend("cloudformation").stacks.values():
        for resource in stack.resource_map._resource_json_map.values() if stack.status.endswith("_COMPLETE") else []:
            if resource["Type"] == "AWS::ApplicationSignals::ServiceLevelObjective":
                name = stack.name.removesuffix("-observability")
                found.append({"Name": f"{name}-slo", "Arn": "arn", "KeyAttributes": {"Environment": f"eks:{name}/orders"}})
    return {"SloSummaries": found}


def describe_anomaly_detectors(_):
    found = [{"MetricName": "Latency", "Dimensions": [{"Name": "Environment", "Value": "eks:java-sample-app/orders"}]}
             for kind in kept.values() if kind == "AWS::CloudWatch::AnomalyDetector"]
    return ActionResult({"AnomalyDetectors": [{"SingleMetricAnomalyDetector": one} for one in found]})


CloudWatchResponse.describe_anomaly_detectors = describe_anomaly_detectors  # which moto lacks


ANSWERS = {  # what answers None is left to moto
    "cloudformation.CreateChangeSet": create_change_set,
    "cloudformation.ExecuteChangeSet": execute_change_set,
    "cloudformation.DeleteStack": delete_stack,
    "cloudformation.ListStackResources": list_stack_resources,
    "cloudformation.ContinueUpdateRollback": lambda arguments: roll_back("ContinueUpdateRollback", arguments, "UPDATE_ROLLBACK_FAILED"),
    "cloudformation.RollbackStack": lambda arguments: roll_back("RollbackStack", arguments, "UPDATE_FAILED"),
    "cloudtrail.ListChannels": lambda _: {"Channels": [{"ChannelArn": "arn", "Name": "aws-service-channel/application-signals/1"}]},
    "eks.DescribeNodegroup": describe_nodegroup,
    "eks.DescribeAddonVersions": describe_addon_versions,
    "eks.DescribeCluster": lambda arguments: {"cluster": cluster_of(arguments)},
    "eks.CreateAddon": create_addon,
    "eks.DescribeAddon": lambda arguments: {"addon": addon_of(arguments)},
    "eks.UpdateAddon": update_addon,
    "eks.DeleteAddon": delete_addon,
    "application-signals.StartDiscovery": lambda _: signals.update(discovery=True) or {},
    "application-signals.ListServiceOperations": list_service_operations,
    "application-signals.ListServiceLevelObjectives": list_objectives,
    "resourcegroupstaggingapi.GetResources": get_resources,
}
TOLD = {  # by the stand-ins and the tests
    "put": put_part,
    "state": lambda _: None,
    "set": options.update,
    "kubernetes": told_of_kubernetes,
    "cluster": lambda arguments: clusters.update({arguments["name"]: {"name": arguments["name"], "status": "ACTIVE", "tags": {}}}),
    "create-cluster": make_cluster,
    "create-addon": make_addons,
    "create-nodegroup": make_nodes,
    "delete-cluster": delete_cluster,
    "image": push_image,
}
