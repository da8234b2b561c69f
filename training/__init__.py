"""From labelled files to the weights that `nlp` ships: `make train`. Only this needs torch.

vocabulary  the word pieces that Spanish press uses, of the 250,000 of the encoder
e5          the encoder as torch tensors
readings    stance, tone, responsible and voice: fine-tunes, calibrates, exports
"""
