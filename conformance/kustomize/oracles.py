"""What the comparisons of the Kustomize library share: the oracles, and our library in one process."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "slipway"
ORACLES = {"5.8": CACHE / "kustomize-5.8.1/kustomize", "5.5": CACHE / "kustomize-5.5.0/kustomize"}


class Job(typing.NamedTuple):
    top: pathlib.Path  # the root of the tree
    folder: pathlib.Path  # the folder to build, in it
    version: str
    out: pathlib.Path  # where our library writes OUT.out or OUT.err


class Outcome(typing.NamedTuple):
    job: Job
    result: str  # equal, refused, known (a difference that the README of the library lists) or different
    theirs: str
    ours: str


def java(given):
    """The java to run: the one given, else that of JAVA_HOME, else that of the path."""
    home = os.environ.get("JAVA_HOME", "")
    found = given or (str(pathlib.Path(home) / "bin/java") if home else shutil.which("java"))
    if not found or not os.access(found, os.X_OK):
        sys.exit(f"ABORTED: no java to run our library with: {found or 'none on the path'}; set JAVA_HOME to a JDK 25")
    return found


def _ask(job):
    try:
        return subprocess.run([ORACLES[job.version], "build", job.folder], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None


# A known difference of the library's README: the original prints the object that it tripped over, and that
# it cannot read the YAML which it wrote itself a step before, comments and all.
UNREADABLE = re.compile(rb"Error: map\[string\]interface \{\}.*: yaml: line \d+: could not find expected ':'\s*$", re.S)


def compare(jobs, java, classpath):
    """The outcome of each job, in order. Ends the program when our own process fails to run."""
    for oracle in ORACLES.values():
        if not os.access(oracle, os.X_OK):
            sys.exit(f"ABORTED: {oracle} is not built; run conformance/kustomize/build")
    command = [java, "-Xss4m", "-cp", classpath, "io.slipway.kustomize.Differential"]
    ours = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8")
    lines = ("|".join([str(j.top), "" if j.folder == j.top else str(j.folder.relative_to(j.top)), j.version, str(j.out)]) + "\n" for j in jobs)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(_ask, jobs)
        try:
            ours.communicate("".join(lines))
        except BrokenPipeError:
            ours.wait()
        if ours.returncode:
            pool.shutdown(cancel_futures=True)
            sys.exit(f"ABORTED: our library's process ended with status {ours.returncode}: {' '.join(command)[:200]}")
        return [_outcome(job, theirs) for job, theirs in zip(jobs, results)]


def _outcome(job, theirs):
    mine, error = pathlib.Path(f"{job.out}.out"), pathlib.Path(f"{job.out}.err")
    if not mine.exists() and not error.exists():
        sys.exit(f"ABORTED: our library gave no answer for {job.folder} (is the class path of this checkout's tests?)")
    said = error.read_text(encoding="utf-8")[:600] if error.exists() else "built"
    if theirs is None:
        return Outcome(job, "refused" if error.exists() else "different", "no end after 60 s", said)
    words = f"status {theirs.returncode} {theirs.stderr.decode(errors='replace')[-300:].strip()}"
    if theirs.returncode == 0 and mine.exists() and mine.read_bytes() == theirs.stdout:
        return Outcome(job, "equal", words, said)
    if theirs.returncode and error.exists() and not said.startswith("BUG"):
        return Outcome(job, "refused", words, said)
    if theirs.returncode and mine.exists() and UNREADABLE.search(theirs.stderr):
        return Outcome(job, "known", words, said)
    return Outcome(job, "different", words, said)
