"""Makes the Parquet fixtures of @advtrain/datasets, in the hub's layouts: `python3 reference/parquet.py`. Made with pyarrow 26.0.1."""

import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

OUT = pathlib.Path(__file__).parents[1] / "packages/datasets/test/fixtures"


def write(name, columns, **options):
    pq.write_table(pa.table(columns), OUT / name, **options)


write(
    "rte.parquet",
    dict(
        sentence1=["It rains.", "A “dog” barks. ", "Nobody left."],
        sentence2=["It is wet.", "A cat\u2028barks.", "Somebody left."],
        label=pa.array([0, 1, 1], pa.int64()),
        idx=pa.array([0, 1, 2], pa.int32()),
    ),
    compression="snappy",
)
write(
    "arc.parquet",
    dict(
        id=["a", "b"],
        question=["What melts?", "What is 1 + 1?"],
        choices=[dict(text=["ice", "stone", "air"], label=["A", "B", "C"]), dict(text=["1", "2", "3", "4"], label=["1", "2", "3", "4"])],
        answerKey=["A", "2"],
    ),
    compression="gzip",
)
write(
    "groups.parquet",
    dict(sentence=[f"sentence {row}" for row in range(100)], label=pa.array([row % 2 for row in range(100)], pa.int64())),
    compression="zstd",
    row_group_size=30,
)
write("more.parquet", dict(sentence=[f"sentence {row}" for row in range(100, 103)], label=pa.array([0, 1, 0], pa.int64())))
write(
    "squad.parquet",
    dict(
        id=["a", "b"],
        title=["Rome", "Rome"],
        context=["🙂 is in Rome", "🙂 is in Rome"],
        question=[" Where?", "Who?"],
        answers=pa.array(
            [dict(text=["Rome", "in Rome"], answer_start=[8, 5]), dict(text=[], answer_start=[])],
            pa.struct([("text", pa.list_(pa.string())), ("answer_start", pa.list_(pa.int32()))]),
        ),
    ),
    compression="snappy",
)
write(
    "squad-listed.parquet",
    dict(
        context=["🙂 is in Rome", "🙂 is in Rome"],
        question=[" Where?", "Who?"],
        answers=pa.array(
            [[dict(text="Rome", answer_start=8), dict(text="in Rome", answer_start=5)], []],
            pa.list_(pa.struct([("text", pa.string()), ("answer_start", pa.int64())])),
        ),
    ),
)
write(
    "tagged.parquet",
    dict(
        id=["0", "1"],
        tokens=[["EU", "rejects"], ["Peter"]],
        ner_tags=pa.array([[1, 0], [2]], pa.list_(pa.int64())),
    ),
)
write("binary.parquet", dict(text=pa.array([b"caf\xc3\xa9", b"caf\xe9"], pa.binary()), label=pa.array([0, 1], pa.int64())))
