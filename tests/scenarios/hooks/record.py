#!/usr/bin/env python3
"""Records what the production VM gives for the scenarios of this folder, into steps.jsonl.

    ORACLE=../shared/oracle tests/scenarios/hooks/record.py [NAME...]

ORACLE is the folder with replay.py; its README.md says what has to be installed. With names, only those tables
are recorded anew. Logs of contracts and lists of errors are not in the server's answers, so they are read from its trace.
"""
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.environ.get("ORACLE", "../shared/oracle"))
import replay

# Log entries that the protocol writes and completes after the trace.
PROTOCOL = {b"transferValueOnly"}
HERE = os.path.dirname(os.path.abspath(__file__))


def lists(text):
    """`[[1 2] []]`, as Go prints lists of bytes, in hexadecimal."""
    return [bytes(int(it) for it in item.split()).hex() for item in re.findall(r"\[([\d ]*)\]", text[1:-1])]


def logs(trace):
    """The logs that hooks wrote."""
    found = []
    for line in trace.splitlines():
        first = re.search(r"log entry +address = (\S+) data = (\[.*\]) *$", line)
        second = re.search(r"log entry +endpoint = (\S*) topics = (\[.*\]) *$", line)
        if first:
            found.append({"address": first[1], "data": lists(first[2])})
        elif second:
            found[-1].update(endpoint=second[1], topics=lists(second[2]))
    return [it for it in found if bytes.fromhex(it.get("endpoint", "")) not in PROTOCOL]


def errors(trace):
    """The list of errors of a step, the newest first, without the places in production's source."""
    found = []
    lines = iter(trace.splitlines())
    for line in lines:
        if "full error list" in line:
            found = []
            for line in lines:
                if not line.startswith("\t"):
                    break
                found.append(line.strip().partition(" ")[2])
    return found


def record(path):
    result = replay.replay(path, HERE, logs=True)
    if "replayed" not in result:
        print(f"{path}: {result.get('differs') or result.get('unsupported')}", file=sys.stderr)
    for step in result["steps"]:
        trace = step.pop("logs") or ""
        step.pop("seconds")
        written = logs(trace) if step["status"] == 0 else []
        if written:
            step["logs"] = written
        listed = errors(trace)
        if listed:
            step["errors"] = listed
    return result


def main():
    target = os.path.join(HERE, "steps.jsonl")
    kept = {}
    if os.path.exists(target):
        with open(target) as file:
            kept = {it["scenario"]: it for it in map(json.loads, file)}
    names = sorted(it[:-6] for it in os.listdir(HERE) if it.endswith(".cases"))
    present = []
    for name in names:
        with open(os.path.join(HERE, name + ".cases")) as file:
            if "by source" not in file.read().splitlines():
                present.append(name)
    chosen = [it for it in present if it in sys.argv[1:] or not sys.argv[1:]]
    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(record, [os.path.join(HERE, it + ".scen.json") for it in chosen]):
            kept[result["scenario"]] = result
    with open(target, "w") as file:
        for name in present:
            if name + ".scen.json" in kept:
                file.write(json.dumps(kept[name + ".scen.json"]) + "\n")


if __name__ == "__main__":
    main()
