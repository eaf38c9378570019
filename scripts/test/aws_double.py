#!/usr/bin/env python3
"""AWS as far as the nine scripts use it, for tests: moto's server in this process, with account.py before it.

Usage: aws_double.py LOG_FOLDER        prints its address once it listens; ends with its parent

Everything is kept in memory and requests are served one at a time, so os.fork() is a snapshot of the account.

- calls.jsonl in LOG_FOLDER has a line per call: number, service, operation, decisive argument. raw.log has all of each.
- POST /_double/fail {"call": n} or {"match": "service.Operation argument", a regular expression} lets one call fail, once,
  in the form that the service's protocol has for errors; "code" and "status" say how.
- POST /_double/fork {"log_folder": ...} answers with the address of a copy that goes its own way from there.
- POST /_double/state tells what is alive; the rest of these is TOLD in account.py.
"""
import io
import json
import os
import re
import signal
import socket
import sys
import urllib.parse

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

import account

SERVICE_OF_SIGNING_NAME = {"elasticloadbalancing": "elbv2", "tagging": "resourcegroupstaggingapi", "monitoring": "cloudwatch"}
DECISIVE = """StackName Name Names Names.member.1 Path SecretId addonName clusterName name DBInstanceIdentifier logGroupName
    logGroupNamePrefix KeyAttributes TagFilters Filter.1.Value.1""".split()

moto_app = DomainDispatcherApplication(create_backend_app)
rest_models = {name: botocore.session.get_session().get_service_model(name) for name in ("eks", "application-signals")}
lambda_model = botocore.session.get_session().get_service_model("lambda")
S3_CALLS = {  # by method, what the path names, and the query: S3's calls have no other name; as IAM calls them
    "GET  ": "ListAllMyBuckets", "PUT bucket ": "CreateBucket", "PUT bucket tagging": "PutBucketTagging", "GET bucket ": "ListBucket",
    "GET bucket list-type": "ListBucket", "DELETE bucket ": "DeleteBucket", "PUT key ": "PutObject", "DELETE key ": "DeleteObject"}
log_folder = listening = None
calls = 0
failures = []


def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    path = environ["PATH_INFO"]
    try:
        if path.startswith("/_double/"):
            found = 200, json.dumps(control(path.removeprefix("/_double/"), json.loads(body or b"{}"), environ))
        elif path == "/api/orders/ready":  # order-api behind its load balancer
            found = 200 if account.kubernetes["balancers"] else 503, "{}"
        else:
            found = answer(environ, body)
    except account.Refused as refused:
        found = refused.status, json.dumps({"error": str(refused)})
    if found is None:
        return moto_app(environ, start_response)
    status, text, *headers = found
    kind = "text/xml" if text.startswith("<") else "application/json"
    start_response(f"{status} .", [("Content-Type", kind), ("Content-Length", str(len(text.encode()))), *headers])
    return [text.encode()]


def answer(environ, body):
    """Notes the call, and answers it with status and body, or with None where moto shall."""
    global calls
    calls += 1
    service, operation, arguments = call_of(environ, body)
    argument = next((arguments[key] for key in DECISIVE if key in arguments), "")
    failure = failure_for(f"{service}.{operation} {argument}")
    with open(f"{log_folder}/calls.jsonl", "a") as log:
        line = {"call": calls, "service": service, "operation": operation, "argument": argument, "failed": bool(failure)}
        print(json.dumps(line), file=log)
    with open(f"{log_folder}/raw.log", "a") as log:
        headers = {key: value for key, value in environ.items() if key.startswith("HTTP_")}
        print(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, arguments, body, file=log)
    if failure:
        return error(service, failure["code"], failure["status"], f"the test lets {operation} fail")
    account.looked(operation)
    try:
        found = account.ANSWERS.get(f"{service}.{operation}", lambda _: None)(arguments)
    except account.Refused as refused:
        return error(service, refused.code, refused.status, str(refused))
    if found is None:
        return error(service, "NotImplementedException", 501, f"the double lacks {operation}") if service in rest_models else None
    return 200, found if isinstance(found, str) else json.dumps(found)


def call_of(environ, body):
    """Service, operation and arguments of a signed request, whatever its protocol."""
    scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    account.region_asked, service = scope.groups() if scope else ("", "unsigned")
    service = SERVICE_OF_SIGNING_NAME.get(service, service)
    arguments = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", "")))
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return service, target.rpartition(".")[2], json.loads(body or b"{}")
    if cbor := re.search("/operation/(\\w+)$", environ["PATH_INFO"]):
        return service, cbor.group(1), {}
    model = lambda_model if service == "lambda" else rest_models.get(service)
    for name in model.operation_names if model else ():
        http = model.operation_model(name).http
        pattern = re.sub(r"\{(\w+)\+?\}", r"(?P<\1>[^/]+)", http["requestUri"].partition("?")[0])
        if http["method"] == environ["REQUEST_METHOD"] and (found := re.fullmatch(pattern, environ["PATH_INFO"])):
            return service, name, {**arguments, **json.loads(body or b"{}"), **found.groupdict()}
    if service == "s3":
        depth = ["", "bucket", "key"][len([part for part in environ["PATH_INFO"].split("/", 2) if part])]
        query = re.split("[=&]", environ.get("QUERY_STRING", ""))[0]
        return service, S3_CALLS.get(f"{environ['REQUEST_METHOD']} {depth} {query}", environ["PATH_INFO"]), arguments
    arguments |= dict(urllib.parse.parse_qsl(body.decode(errors="replace")))
    return service, arguments.get("Action", environ["PATH_INFO"]), arguments


def failure_for(call):
    for failure in failures:
        if failure.get("call") == calls or "match" in failure and re.search(failure["match"], call):
            failures.remove(failure)
            return failure


def error(service, code, status, message):
    if service == "ec2":
        return status, f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"
    if service in ("cloudformation", "elbv2", "iam", "rds", "sns", "sts"):
        return status, f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    code = code if code.endswith("Exception") else code + "Exception"
    return status, json.dumps({"__type": code, "message": message}), ("x-amzn-ErrorType", code)


def control(path, body, environ):
    if path == "quit":
        os._exit(0)
    if path == "fork":
        return fork(body["log_folder"], environ)
    if path == "fail":
        failures.append({"code": "AccessDenied", "status": 400, **body})
    else:
        account.TOLD[path](body)
    return {"calls": calls, **account.state()}


def fork(new_log_folder, environ):
    """The copy serves on a socket of its own. Nothing else runs in this process, so it is whole."""
    sockets = listening, environ["werkzeug.socket"]
    copy = socket.create_server(("127.0.0.1", 0), backlog=128)
    address = f"http://127.0.0.1:{copy.getsockname()[1]}"
    if os.fork() == 0:
        for inherited in sockets:
            os.close(inherited.fileno())
        serve(copy, new_log_folder)
    copy.close()
    return {"address": address}


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


def serve(on, folder):
    global log_folder, listening
    log_folder, listening = folder, on
    os.makedirs(folder, exist_ok=True)
    parent = os.getppid()
    server = make_server("127.0.0.1", 0, app, request_handler=Quiet, fd=on.fileno())
    server.service_actions = lambda: os.getppid() == parent or os._exit(0)
    server.serve_forever(poll_interval=0.2)


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    account.baseline.update(account.everything())
    on = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"http://127.0.0.1:{on.getsockname()[1]}", flush=True)
    serve(on, sys.argv[1])


main()
