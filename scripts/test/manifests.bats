#!/usr/bin/env bats
# What the manifests in k8s/ promise, each build as kubectl makes it. Needs kubectl and jq, no cluster.

readonly builds=(base eks eks-signals load)

setup_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  local build
  for build in "${builds[@]}"; do
    kubectl kustomize "k8s/$build" >"$BATS_FILE_TMPDIR/$build.yaml"
    # Removes an annotation that is not there: turns the YAML into JSON without a cluster.
    kubectl annotate --local -f "$BATS_FILE_TMPDIR/$build.yaml" -o json none- |
      jq -s 'del(.[].metadata.annotations | select(. == {}))' >"$BATS_FILE_TMPDIR/$build.json"
  done
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

# Fails, and shows them, if jq finds with the filter $1 anything in the builds $2..., or in all. The filter may use these.
finds_none() {
  local filter=$1 build found
  shift
  for build in "${@:-${builds[@]}}"; do
    found=$(jq -c "$definitions $filter" "$BATS_FILE_TMPDIR/$build.json")
    [[ -z $found ]] || { printf '%s: %s\n' "$build" "$found" && return 1; }
  done
}

readonly definitions='
  def kind($kind): .[] | select(.kind == $kind);
  def named($name): select(.metadata.name == $name);
  def pod: .spec.template.spec;
  def containers: kind("Deployment") | pod.containers[];
  def services: kind("Deployment") | select(.metadata.name != "load");
  def config_of($map): . as $all | [$all | kind("ConfigMap") | select(.metadata.name | startswith($map + "-"))][0].data;'

# Prints the value of the filter $1 in the build $2.
value() {
  jq -r "$definitions $1" "$BATS_FILE_TMPDIR/$2.json"
}

# Prints the number or path behind the key $2 in the application.yaml of the service $1.
setting() {
  sed -n "s/^ *$2: *\([^ ]*\).*/\1/p" "$1/src/main/resources/application.yaml" | head -1
}

@test "each build has its objects and no others" {
  local services='ConfigMap delivery-api-HASH
ConfigMap order-api-HASH
Deployment delivery-api
Deployment order-api
HorizontalPodAutoscaler order-api
Namespace orders
NetworkPolicy anyone-calls-order-api
NetworkPolicy nobody-is-called
NetworkPolicy order-api-calls-delivery-api
PodDisruptionBudget delivery-api
PodDisruptionBudget order-api
Service delivery-api
Service order-api
ServiceAccount delivery-api
ServiceAccount order-api' build
  for build in base eks eks-signals; do
    diff <(value '.[] | "\(.kind) \(.metadata.name | sub("-[a-z0-9]{10}$"; "-HASH"))"' "$build" | sort) <(echo "$services")
  done
  [ "$(value '.[] | "\(.kind) \(.metadata.name)"' load)" = "Deployment load" ]
}

@test "everything is in the namespace orders" {
  finds_none '.[] | select(.kind != "Namespace" and .metadata.namespace != "orders") | .metadata'
}

@test "no field of a Deployment is misspelt: kubectl knows each one" {
  local build
  for build in "${builds[@]}"; do
    # "set" reads a Deployment into its type, which has no place for an unknown field; the other kinds it refuses.
    kubectl set serviceaccount --local -f "$BATS_FILE_TMPDIR/$build.yaml" -o json nobody 2>/dev/null |
      jq -s '[.. | select(.kind? == "Deployment")]' >"$BATS_TEST_TMPDIR/typed.json" || true
    run jq -c --slurpfile typed "$BATS_TEST_TMPDIR/typed.json" '
      .[] | select(.kind == "Deployment") | . as $raw
      | ($typed[0][] | select(.metadata.name == $raw.metadata.name)) as $known
      | $raw | paths | select(. as $path | [$known | paths] | index([$path]) | not)' "$BATS_FILE_TMPDIR/$build.json"
    [ "$status" -eq 0 ]
    [ -z "$output" ] || { echo "$build: unknown: $output" && false; }
    [ "$(jq length "$BATS_TEST_TMPDIR/typed.json")" -eq "$(value '[kind("Deployment")] | length' "$build")" ]
  done
}

@test "the probes ask each service's own health and readiness, on a port of their own that the service is told" {
  local name base
  for name in order-api delivery-api; do
    base=$(setting "$name" base-path)
    finds_none "services | named(\"$name\") | pod.containers[] |
      [.startupProbe, .livenessProbe, .readinessProbe | .httpGet | [.path, .port]] |
      select(. != [[\"$base/health\", \"probes\"], [\"$base/health\", \"probes\"], [\"$base/ready\", \"probes\"]])" base eks eks-signals
    finds_none "services | named(\"$name\") | pod.containers[] |
      (.env[] | select(.name | endswith(\"_PROBE_PORT\")) | .value | tonumber) as \$probes | .ports |
      select(. != [{name: \"http\", containerPort: $(setting "$name" port)}, {name: \"probes\", containerPort: \$probes}])" \
      base eks eks-signals
  done
}

@test "the start may take four minutes, and a service is restarted after no less than half a minute of silence" {
  finds_none 'services | pod.containers[] | select(.startupProbe | .periodSeconds * .failureThreshold < 240)' base
  finds_none 'services | pod.containers[] | select(.livenessProbe | .periodSeconds * .failureThreshold < 30)' base
}

@test "a pod gets more time to stop than its drain and the service's own wait for its requests" {
  local wait drain='(.containers[0].env[] | select(.name == "DRAIN_PERIOD") | .value | rtrimstr("s") | tonumber)'
  wait=$(sed -n 's/.*timeout-per-shutdown-phase: \([0-9]*\)s.*/\1/p' contract/src/main/resources/service-defaults.yaml)
  finds_none "services | pod | select(($drain // 0) < 3)" base
  finds_none "services | pod | select(.terminationGracePeriodSeconds <= $drain + $wait)" base
}

@test "every container is denied root, privileges, capabilities and its own image" {
  finds_none 'kind("Deployment") | pod.securityContext | select((.runAsNonRoot and .runAsUser > 0 and .runAsGroup > 0
    and .seccompProfile.type == "RuntimeDefault") | not)'
  finds_none 'containers | .securityContext | select((.allowPrivilegeEscalation == false and .readOnlyRootFilesystem
    and .capabilities == {drop: ["ALL"]} and (has("privileged") or has("runAsUser") | not)) | not)'
  finds_none 'kind("Deployment") | pod | select(.hostNetwork or .hostPID or .hostIPC or .initContainers)'
}

@test "every container can write to /tmp, in a bounded volume, and to nothing else" {
  finds_none 'kind("Deployment") | pod | [[.volumes[] | [.name, (.emptyDir.sizeLimit | type)]], [.containers[].volumeMounts]]
    | select(. != [[["tmp", "string"]], [[{name: "tmp", mountPath: "/tmp"}]]])'
}

@test "no pod has a token for Kubernetes' API or variables that name other Services" {
  finds_none 'kind("Deployment") | pod | select(.automountServiceAccountToken != false or .enableServiceLinks != false)'
}

@test "each service has an account of its own" {
  finds_none 'services | select(pod.serviceAccountName != .metadata.name) | pod.serviceAccountName' base eks eks-signals
}

@test "memory is limited to what is requested, the processor is requested and not limited" {
  finds_none 'containers | .resources | select((.requests.memory == .limits.memory and (.requests.cpu | type) == "string"
    and (.limits | keys) == ["memory"]) | not)'
}

@test "the JVM takes its heap from the container's memory, and the services use G1" {
  finds_none 'containers | .env[] | select(.name == "JAVA_TOOL_OPTIONS" and (.value | test("-XX:MaxRAMPercentage=[4-6][0-9]\\b") | not))'
  finds_none 'services | pod.containers[].env | from_entries.JAVA_TOOL_OPTIONS | select(test("-XX:\\+UseG1GC") | not)' base eks eks-signals
  [ "$(value '[containers | .env[] | select(.name == "JAVA_TOOL_OPTIONS")] | length' base)" -eq 2 ]
}

@test "there are two of each service, on two nodes where that is possible" {
  finds_none 'services | . as {metadata: {$name}} | pod.topologySpreadConstraints
    | select(. != [{maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: {matchLabels: {app: $name}}, matchLabelKeys: ["pod-template-hash"]}])' base
  [ "$(value 'kind("Deployment") | named("delivery-api") | .spec.replicas' base)" -eq 2 ]
  [ "$(value 'kind("HorizontalPodAutoscaler") | .spec.minReplicas' base)" -eq 2 ]
}

@test "applying a Deployment again does not undo its autoscaler" {
  finds_none '([kind("HorizontalPodAutoscaler") | .spec.scaleTargetRef | [.apiVersion, .kind, .name]]) as $scaled
    | kind("Deployment") | select(([.apiVersion, .kind, .metadata.name] | IN($scaled[])) == (.spec | has("replicas"))) | .metadata.name'
}

@test "delivery-api's pools fit the database: it does not scale, and a rollout adds one pod" {
  finds_none 'kind("HorizontalPodAutoscaler") | select(.spec.scaleTargetRef.name == "delivery-api")'
  finds_none 'services | .spec.strategy.rollingUpdate | select(. != {maxSurge: 1, maxUnavailable: 0})' base
}

@test "one pod of each service stays while a node is emptied, and a broken one does not hold that up" {
  finds_none 'kind("PodDisruptionBudget") | . as {metadata: {$name}} | .spec
    | select(. != {maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: {matchLabels: {app: $name}}})'
}

@test "every selector finds the pods that it means" {
  finds_none 'kind("Deployment") | . as {metadata: {$name}}
    | select(.spec.selector.matchLabels != {app: $name} or .spec.template.metadata.labels != {app: $name})'
  finds_none '[kind("Deployment") | .spec.template.metadata.labels] as $pods | kind("Service") | . as {metadata: {$name}}
    | select(.spec.selector != {app: $name} or (.spec.selector | IN($pods[]) | not))'
}

@test "every Service leads to a port of its pods, and the clients' addresses to a Service" {
  finds_none '. as $all | kind("Service") | . as {metadata: {$name}}
    | .spec.ports[].targetPort as $port | select([$all | services | named($name) | pod.containers[].ports[].name] | index($port) | not)'
  [ "$(value 'kind("Service") | "\(.metadata.name):\(.spec.ports[].port)"' base | sort | xargs)" = "delivery-api:5000 order-api:80" ]
  [ "$(value 'config_of("order-api").DELIVERY_API_URL' base)" = http://delivery-api:5000 ]
  [ "$(value 'containers | .args[.args | index("--target") + 1]' load)" = http://order-api.orders.svc ]
}

@test "every ConfigMap and ServiceAccount that is named exists, and the one Secret is the one that script 2 makes" {
  finds_none '[kind("ConfigMap") | .metadata.name] as $maps | containers | .envFrom // [] | .[].configMapRef.name | select(IN($maps[]) | not)'
  finds_none '[kind("ServiceAccount") | .metadata.name] as $accounts | services | pod.serviceAccountName | select(IN($accounts[]) | not)' \
    base eks eks-signals
  [ "$(value '[.. | .secretKeyRef? // empty] | tostring' base)" = '[{"key":"password","name":"mysql"}]' ]
  finds_none '.. | .secretRef?, .configMapKeyRef?, .secret? | select(. != null)'
}

@test "every variable is one that its service reads" {
  local name variable
  for name in order-api delivery-api; do
    for variable in $(value "config_of(\"$name\") | keys[]" eks) \
      $(value "services | named(\"$name\") | pod.containers[].env[].name | select(. != \"JAVA_TOOL_OPTIONS\")" eks); do
      grep -q "^    $variable: " "$name/src/main/resources/application.yaml" contract/src/main/resources/service-defaults.yaml || { echo "$name: $variable" && false; }
    done
  done
}

@test "no password is written down" {
  finds_none 'kind("Secret")'
  finds_none 'kind("ConfigMap").data | keys[] | select(test("password|secret|token"; "i"))'
  finds_none 'containers | .env[] | select((.name | test("password|secret|token"; "i")) and .value != null)'
  [ "$(value 'containers | .env[] | select(.name == "MYSQL_PASSWORD") | .valueFrom.secretKeyRef.name' eks)" = mysql ]
}

@test "only order-api is open to all, and delivery-api to order-api alone" {
  local build
  for build in base eks eks-signals; do
    [ "$(value '[kind("NetworkPolicy").spec | select(.podSelector == {}) | [.policyTypes, .ingress]] | tostring' "$build")" = '[[["Ingress"],null]]' ]
    diff <(value 'kind("NetworkPolicy").spec | select(.ingress) | .podSelector.matchLabels.app as $to | .ingress[]
      | [$to, .from, .ports] | tostring' "$build" | sort) - <<'IN'
["delivery-api",[{"podSelector":{"matchLabels":{"app":"order-api"}}}],[{"port":5000}]]
["order-api",null,[{"port":8080}]]
IN
  done
}

@test "every image has a tag, and none is latest" {
  finds_none 'containers | .image | select(test(":[^/]+$") | not), select(endswith(":latest"))'
}

@test "Service Events are off in both services: their log groups would have no tag, no retention and no environment's name" {
  [ "$(value '[services | select(pod.containers[0].env | from_entries.JAVA_TOOL_OPTIONS
    | test("-Dotel.aws.service_events.enabled=false( |$)"))] | length' eks-signals)" -eq 2 ]
}

# Prints the templates of the pods of the overlay $1 as the scripts apply it, with the settings NAME=VALUE of $2...
pods_of() {
  env NAME=lab REGION=us-east-2 IMAGE_REGISTRY=registry IMAGE_TAG=0123456789 MYSQL_HOST=one SECRET_VERSION=1 "${@:2}" \
    bash -c '. scripts/lib/script.sh; . scripts/lib/states.sh; . scripts/lib/aws.sh; . scripts/lib/workloads.sh; manifests "$1"' _ "$1" |
    kubectl annotate --local -f - -o json none- | jq -s 'map(select(.kind == "Deployment") | .spec.template)'
}

@test "a changed setting, password or image makes new pods, and nothing else does" {
  local change
  pods_of k8s/eks-signals >"$BATS_TEST_TMPDIR/before"
  ! grep -n '\${' "$BATS_TEST_TMPDIR/before"
  pods_of k8s/eks-signals | diff "$BATS_TEST_TMPDIR/before" -
  for change in MYSQL_HOST=two SECRET_VERSION=2 REGION=eu-west-1 NAME=lab-b IMAGE_TAG=1e9; do
    ! pods_of k8s/eks-signals "$change" | diff -q "$BATS_TEST_TMPDIR/before" - || { echo "$change" && return 1; }
  done
}

@test "the operator's variables are left to the operator" {
  finds_none '.. | strings | select(test("OTEL_|javaagent"))'
  finds_none '.. | objects | keys[] | select(startswith("OTEL_"))'
}

@test "the placeholders are those that the scripts fill in, and base has none" {
  local found
  found=$(grep -oh '\${[^}]*}' "$BATS_FILE_TMPDIR"/eks{,-signals}.yaml "$BATS_FILE_TMPDIR/load.yaml" | sort -u | xargs)
  [ "$found" = '${AWS_REGION} ${ENVIRONMENT_NAME} ${IMAGE_REGISTRY} ${IMAGE_TAG} ${MYSQL_HOST} ${SECRET_VERSION}' ]
  ! grep -n '\${' "$BATS_FILE_TMPDIR/base.yaml"
}

@test "on EKS the images come from the environment's repositories, and the connection to the database is encrypted" {
  diff <(value 'containers | .image' eks) <(printf '${IMAGE_REGISTRY}/%s:${IMAGE_TAG}\n' delivery-api order-api)
  [ "$(value 'containers | .image' load)" = '${IMAGE_REGISTRY}/load:${IMAGE_TAG}' ]
  [ "$(value 'config_of("delivery-api") | tostring' eks)" = '{"AWS_REGION":"${AWS_REGION}","CLOUDWATCH_METRICS":"true","ENVIRONMENT_NAME":"${ENVIRONMENT_NAME}","MYSQL_HOST":"${MYSQL_HOST}","MYSQL_SSL_MODE":"REQUIRED"}' ]
}

@test "on EKS order-api alone is behind a load balancer, which carries the tag that the cleanup looks for" {
  [ "$(value 'kind("Service") | select(.spec.type == "LoadBalancer") | .metadata.name' eks)" = order-api ]
  [ "$(value 'kind("Service") | named("order-api") | .metadata.annotations[
    "service.beta.kubernetes.io/aws-load-balancer-type", "service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags"]' eks | xargs)" \
    = 'nlb sample-environment=${ENVIRONMENT_NAME}' ]
  finds_none 'kind("Service") | select(.spec.type != null)' base
}

@test "eks-signals is eks with the annotation on every pod, and nothing else" {
  diff <(jq -S . "$BATS_FILE_TMPDIR/eks.json") <(jq -S 'map(if .kind == "Deployment"
    then .spec.template.metadata |= (select(.annotations["instrumentation.opentelemetry.io/inject-java"] == "true")
      | del(.annotations["instrumentation.opentelemetry.io/inject-java"]) | if .annotations == {} then del(.annotations) else . end)
    else . end)' "$BATS_FILE_TMPDIR/eks-signals.json")
  ! grep -l inject-java "$BATS_FILE_TMPDIR"/{base,eks,load}.yaml
}

@test "there is one load generator at a time, and its arguments are ones that it takes" {
  [ "$(value 'kind("Deployment").spec | [.replicas, .strategy.type] | tostring' load)" = '[1,"Recreate"]' ]
  local usage argument
  usage=$(grep 'String USAGE' load/src/main/java/sample/load/Settings.java)
  for argument in $(value 'containers | .args[], (.command[2] | scan("--[a-z]+")) | select(startswith("--"))' load); do
    [[ $usage == *"[$argument"* ]]
  done
}
