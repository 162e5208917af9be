"""The encoder with a head that says lure or not, as it is trained. Needs torch; serving does not."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

HEAD = "head.safetensors"


class AdClassifier(nn.Module):
    """A linear head on every token; an ad's log-odds are the mean over its tokens.

    So each token's share of the log-odds is known exactly, and serving can show it.
    """

    def __init__(self, folder: Path, dropout: float) -> None:
        """Reads a transformers folder; the head is new where the folder holds none."""
        from transformers import AutoModel

        super().__init__()
        named = {"hidden_dropout_prob": dropout, "attention_probs_dropout_prob": dropout}
        self.encoder = AutoModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="sdpa", **named
        )
        if hasattr(self.encoder, "pooler"):
            self.encoder.pooler = None  # nothing here reads it
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.encoder.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        if (folder / HEAD).exists():
            self.head.load_state_dict(load_file(folder / HEAD))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Each token's share of its window's log-odds, shape (windows, tokens); padding has 0."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return share_out(self.head(self.dropout(hidden)).squeeze(-1), mask)

    def save(self, folder: Path) -> None:
        """Writes a transformers folder with the head beside it; the tokenizer is not in it."""
        self.encoder.save_pretrained(folder)
        save_file({name: value.contiguous() for name, value in self.head.state_dict().items()}, folder / HEAD)


def share_out(by_token: Tensor, mask: Tensor) -> Tensor:
    weights = mask.to(by_token.dtype)
    return by_token * weights / weights.sum(dim=1, keepdim=True)
