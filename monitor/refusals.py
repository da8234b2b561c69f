"""What the system refuses (a file, a folder, a connection), in the words of the office.

To word another refusal: its line in WORDS.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[int, str]] = {
    errno.ENOENT: "no existe esa carpeta o archivo",
    errno.ENOTDIR: "una parte de la ruta no es carpeta",
    errno.EISDIR: "es una carpeta",
    errno.EEXIST: "ya existe",
    errno.EACCES: "falta permiso; revise de quién es",
    errno.EPERM: "falta permiso; revise de quién es",
    errno.EROFS: "el disco es de solo lectura",
    errno.ENOSPC: "el disco está lleno; libere espacio",
    errno.EDQUOT: "se acabó el espacio que tiene permitido; libere espacio",
    errno.EIO: "el disco falló",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.ECONNREFUSED: "el servidor rechazó la conexión",
    errno.ECONNRESET: "el servidor cortó la conexión",
    errno.EPIPE: "el servidor cortó la conexión",
    errno.ETIMEDOUT: "no contestó a tiempo",
    errno.EHOSTUNREACH: "no hay camino a ese servidor",
    errno.ENETUNREACH: "no hay red",
    socket.EAI_NONAME: "ese nombre de servidor no existe",
    socket.EAI_AGAIN: "no se pudo averiguar la dirección del servidor",
    errno.EADDRINUSE: "otro programa lo usa",
    errno.EADDRNOTAVAIL: "esa dirección no es de este equipo",
}


def refusal(error: Exception) -> str:
    """Why, in words; as the system says it where we have none of ours."""
    number = getattr(error, "errno", None) or 0
    return WORDS.get(number) or getattr(error, "strerror", None) or str(error)
