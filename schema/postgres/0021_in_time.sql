-- Whether the conclusion of a petition kept its term: a paper may name a deadline to the moment, so that days do not tell.
ALTER TABLE petition_facts ADD COLUMN in_time boolean;
