"""What the stand-ins of eksctl, kubectl and docker share: the record of their calls, failures on demand, and the double.

$STAND_IN_STATE is their folder: calls.jsonl has a line per call; fail holds a regular expression, and the first call that
it matches fails instead; with "half " before it, the call does half of its work first.
"""
import json
import os
import re
import sys
import urllib.error
import urllib.request

TOOL = os.path.basename(sys.argv[0])
STATE = os.environ["STAND_IN_STATE"]


def fail(message, status=1):
    print(f"{TOOL}: {message}" if TOOL != "eksctl" else f"Error: {message}", file=sys.stderr)
    sys.exit(status)


def begin():
    """Notes the call, and ends it when it shall fail. True when it shall fail half-way."""
    call = " ".join([TOOL, *sys.argv[1:]])
    with open(f"{STATE}/calls.jsonl", "a") as log:
        print(json.dumps({"call": [TOOL, *sys.argv[1:]]}), file=log)
    try:
        with open(f"{STATE}/fail") as file:
            pattern = file.read().strip()
    except FileNotFoundError:
        return False
    half = pattern.startswith("half ")
    if not re.search(pattern.removeprefix("half "), call):
        return False
    os.remove(f"{STATE}/fail")
    return half or fail("the test lets this call fail")


def note_stdin(what):
    with open(f"{STATE}/calls.jsonl", "a") as log:
        print(json.dumps({"stdin of": TOOL, "is": what}), file=log)


def double(path, body=None):
    """Tells the double, or asks it."""
    request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + "/_double/" + path, json.dumps(body or {}).encode())
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        fail(json.load(error)["error"])


def real():
    """Hands over to the real tool of this name, further down the PATH."""
    here = os.path.dirname(os.path.abspath(sys.argv[0]))
    for folder in os.environ["PATH"].split(":"):
        tool = os.path.join(folder, TOOL)
        if os.path.abspath(folder) != here and os.access(tool, os.X_OK):
            # The cluster's certificate is not one, which the real kubectl finds out even where it needs none.
            kubeconfig = {} if "config" in sys.argv else {"KUBECONFIG": os.devnull}
            os.execve(tool, [TOOL, *sys.argv[1:]], os.environ | kubeconfig)
    fail("the real one is not on the PATH")
