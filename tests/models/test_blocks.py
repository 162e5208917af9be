import numpy as np
import pytest

from models.blocks import unpack_blocks


def test_a_block_is_a_scale_and_32_halves_of_bytes() -> None:
    low, high = np.arange(16, dtype=np.uint8), np.arange(15, -1, -1, dtype=np.uint8)
    scale = np.array([0.5], dtype="<f2").view(np.uint8)
    blocks = np.concatenate((scale, low | high << 4)).reshape(1, 1, 18)
    expected = np.concatenate((np.arange(16), np.arange(15, -1, -1))) - 8
    assert np.array_equal(unpack_blocks(blocks), expected[None] * np.float32(0.5))


def test_rows_keep_their_blocks() -> None:
    blocks = np.random.default_rng(1).integers(0, 120, (3, 2, 18), dtype=np.uint8)
    whole = unpack_blocks(blocks)
    assert whole.shape == (3, 64)
    assert np.array_equal(whole[1:2, 32:], unpack_blocks(blocks[1:2, 1:]))


def test_other_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="18 bytes, not 34"):
        unpack_blocks(np.zeros((1, 1, 34), dtype=np.uint8))
