"""A made-up tree in a temporary folder, for showing that a check can fail."""
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))


class Tree:
    """`with Tree({"src/net/tcp.cpp": "…"}) as root:`"""

    def __init__(self, contents):
        self.contents = contents

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.folder.name)
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        for name, text in self.contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return root

    def __exit__(self, *_):
        self.folder.cleanup()
