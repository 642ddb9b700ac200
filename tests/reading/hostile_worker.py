"""A worker whose reader of plain text does what hostile files would make a reader do."""

import os
import signal
import subprocess
import sys

from nlp_service.dossier import SourceFile
from nlp_service.reading import registry, worker_process
from nlp_service.settings import Settings


def read_hostile(content: bytes, name: str, settings: Settings) -> SourceFile:
    word, _, argument = content.decode().partition(" ")
    match word:
        case "hang":
            signal.pause()
        case "hang-with-child":  # a tool that left our process group and outlives its parent
            child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True, env={})
            with open(argument, "w") as note:
                note.write(str(child.pid))
            signal.pause()
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "memory":
            return SourceFile(name, "", "text", "read", str(len(bytearray(int(argument)))))
        case "write":
            with open(argument, "wb") as file:
                for _ in range(64):
                    file.write(bytes(1 << 20))
        case "secret":
            told = f"{settings.secret} {settings.database} {os.environ.get('NLP_SERVICE_SECRET')}"
            return SourceFile(name, "", "text", "read", told)
    return SourceFile(name, "", "text", "read", f"{os.getpid()} {word}")


if __name__ == "__main__":
    registry.register("text", "hostile_worker:read_hostile")
    worker_process.main(sys.argv[1:])
