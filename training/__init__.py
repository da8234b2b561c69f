"""From labelled files to the weights that `nlp` and `monitor.stories` ship. Only this needs torch.

    make train                      all of it, in the order of `__main__`
    python -m training.MODULE       one model

readings    stance, tone, responsible, voice: fine-tunes, weighs, exports (`e5`, `linear`, `export`)
entities    the recogniser of names (`crf`; `names` writes the texts again with other names)
mentions    the weights of whom a name means
stories     how likely two notes tell one event
theme       the weights of the themes
demands     what finds and classifies citizen demands (`demand_rows`, `demand_heads`,
            `demand_settings`)

By hand, and seldom: `vocabulary`, the word pieces that we keep of the encoder (`packed` reads it).
To measure: `quality` writes docs/quality.md, `agreement` compares two people, `entities_spacy` is
the yardstick of the recogniser.
"""
