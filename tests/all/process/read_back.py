"""Reads an exported log with pm4py and says as JSON what is in it: read_back.py FORM FILE LIVES."""

import itertools
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py  # noqa: E402

def fits(life, steps):
    """Whether a case can live so: after a correction it may be in any phase."""
    phases = {life["begins"]}
    for step in steps:
        if step.endswith("Corrected"):
            phases = set(life["steps"])
            continue
        phases = {to for phase in phases for to in life["steps"].get(phase, {}).get(step, ())}
        if not phases:
            return False
    return True


def told(frame, case, order, kind, lives):
    """Traces of one kind that do not fit. A step of a declared kind is the one that its declaration names."""
    frame = frame.sort_values([case, *order], kind="stable")
    names = frame["concept:name"]
    own = frame["step"] if "step" in frame else names
    steps = [step if type(step) is str else name for step, name in zip(own, names)]
    unlike = []
    for trace, pairs in itertools.groupby(zip(frame[case], steps), key=lambda pair: pair[0]):
        lived = [step for _, step in pairs]
        if not fits(lives[kind], lived):
            unlike.append([kind, str(trace), lived])
    return unlike


def of_xes(file, lives):
    frame = pm4py.convert_to_dataframe(pm4py.read_xes(file))
    frame["anjuan:version"] = frame["anjuan:version"].astype(int)
    frame = frame.rename(columns={"anjuan:step": "step"})
    cases, unlike = {}, []
    for kind in lives:
        some = frame[frame["case:anjuan:kind"] == kind]
        cases[kind] = int(some["case:concept:name"].nunique())
        # In the order of the log, and in that of time as every tool sorts it.
        for order in (["anjuan:version"], ["time:timestamp"]):
            unlike += told(some, "case:concept:name", order, kind, lives)
    return {"events": len(frame), "cases": cases, "unlike": unlike[:5]}


def of_ocel(ocel, lives):
    cases, unlike = {}, []
    for kind in lives:
        cases[kind] = int((ocel.objects["ocel:type"] == kind).sum())
        flat = pm4py.convert_to_dataframe(pm4py.ocel_flattening(ocel, kind))
        unlike += told(flat, "case:concept:name", ["time:timestamp"], kind, lives)
        if int(flat["case:concept:name"].nunique()) != cases[kind]:
            unlike.append([kind, "cases without events", []])
    return {
        "events": len(ocel.events),
        "objects": len(ocel.objects),
        "cases": cases,
        "unlike": unlike[:5],
    }


def main():
    form, file, folder = sys.argv[1:]
    kept = sorted(pathlib.Path(folder).glob("*.json"))
    lives = {life.stem: json.loads(life.read_text("utf-8")) for life in kept}
    if form == "xes":
        read = of_xes(file, lives)
    elif form == "ocel":
        read = of_ocel(pm4py.read_ocel2_json(file), lives)
    else:
        read = of_ocel(pm4py.read_ocel2_sqlite(file), lives)
    print(json.dumps(read, ensure_ascii=False))


if __name__ == "__main__":
    main()
