"""4-bit blocks (ggml's Q4_0): weights as they are shipped, and as numbers.

A block holds 32 neighbouring weights of a row in 18 bytes: their scale as a little-endian float16, then
16 bytes whose low halves are the first 16 weights and whose high halves the last 16, each 8 too large.
"""

import numpy as np
from numpy.typing import NDArray

WEIGHTS_A_BLOCK = 32
BYTES_A_BLOCK = 18
_MIDDLE = 8


def unpack_blocks(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks of shape (rows, blocks a row, 18) as weights of shape (rows, 32 * blocks a row), exactly."""
    rows, columns, width = blocks.shape
    if width != BYTES_A_BLOCK:
        raise ValueError(f"A block has {BYTES_A_BLOCK} bytes, not {width}.")
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:].astype(np.int8)
    weights = np.empty((rows, columns, WEIGHTS_A_BLOCK), dtype=np.float32)
    weights[..., :16] = (halves & 15) - _MIDDLE
    weights[..., 16:] = ((halves >> 4) & 15) - _MIDDLE
    weights *= scales
    return weights.reshape(rows, columns * WEIGHTS_A_BLOCK)
