-- Of whom a fact is, in the order of recording: whoever asks of one subject reads no other's facts.

CREATE INDEX facts_of_subject ON journal.facts (subject, position);
