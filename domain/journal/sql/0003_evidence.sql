-- Evidence: a Merkle log over the stored facts, its checkpoints, and the halt that stops writing.
-- {app}, {projector}, {auditor}, {notary} and {backup} stand for the roles of this database.

CREATE SCHEMA evidence;

-- From a fact to the command that it answers, without reading all commands.
CREATE INDEX commands_by_position ON journal.commands (last_position, first_position)
 WHERE last_position IS NOT NULL;

-- One leaf a fact, in the order of positions; `entry` is the canonical JSON that is hashed.
-- No foreign key: its check would lock, and so rewrite, every row of the journal that is sealed.
CREATE TABLE evidence.leaves (
    index    bigint PRIMARY KEY CHECK (index >= 0),
    position bigint NOT NULL UNIQUE,
    stream   uuid   NOT NULL,
    version  bigint NOT NULL,
    leaf     bytea  NOT NULL CHECK (length(leaf) = 32),
    entry    bytea  NOT NULL,
    UNIQUE (stream, version),
    CHECK (position = index + 1)
);
-- Hashes of complete subtrees of 256^level leaves, so that a proof reads few rows.
CREATE TABLE evidence.tiles (
    level integer NOT NULL CHECK (level > 0),
    index bigint  NOT NULL CHECK (index >= 0),
    hash  bytea   NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
);
-- Never two roots of one size; `heads` is the root over the last version of every stream.
CREATE TABLE evidence.checkpoints (
    size  bigint PRIMARY KEY CHECK (size > 0),
    root  bytea  NOT NULL CHECK (length(root) = 32),
    heads bytea  NOT NULL CHECK (length(heads) = 32)
);
-- What was signed and when: of one size again and again, as a sign of life.
CREATE TABLE evidence.signings (
    number     bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    size       bigint      NOT NULL REFERENCES evidence.checkpoints,
    note       text        NOT NULL,
    heads_note text        NOT NULL,
    signed_at  timestamptz NOT NULL
);
CREATE INDEX signings_of_size ON evidence.signings (size, number);
-- What a witness answered of a checkpoint: its cosignature, or why it refuses one.
CREATE TABLE evidence.witnessings (
    number      bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    size        bigint      NOT NULL REFERENCES evidence.checkpoints,
    witness     text        NOT NULL,
    cosignature text,
    refusal     text,
    answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (num_nonnulls(cosignature, refusal) = 1)
);
CREATE INDEX witnessings_of_size ON evidence.witnessings (size, witness, number);
CREATE INDEX witnessings_of_witness ON evidence.witnessings (witness, number);
-- A halt that nobody lifted stops every append: reads go on, and its reason is told.
CREATE TABLE evidence.halts (
    number    bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    reason    text        NOT NULL,
    raised_by text        NOT NULL DEFAULT session_user,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lifted_by text,
    lifted_at timestamptz,
    lifted_why text,
    CHECK (num_nulls(lifted_by, lifted_at, lifted_why) IN (0, 3))
);

CREATE FUNCTION evidence.refuse_halted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_reason text;
BEGIN
    SELECT h.reason INTO v_reason FROM evidence.halts h
     WHERE h.lifted_at IS NULL ORDER BY h.number LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', v_reason USING ERRCODE = 'ML010';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER facts_not_while_halted BEFORE INSERT ON journal.facts
    FOR EACH STATEMENT EXECUTE FUNCTION evidence.refuse_halted();

-- A halt is lifted once, by the owner alone; what was said of it stays.
CREATE FUNCTION evidence.refuse_retelling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL
       OR ROW(NEW.number, NEW.reason, NEW.raised_by, NEW.raised_at)
          IS DISTINCT FROM ROW(OLD.number, OLD.reason, OLD.raised_by, OLD.raised_at) THEN
        RAISE EXCEPTION 'the halts are append-only: each is lifted once' USING ERRCODE = 'ML009';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER halts_lifted_once BEFORE UPDATE ON evidence.halts
    FOR EACH ROW EXECUTE FUNCTION evidence.refuse_retelling();
CREATE TRIGGER halts_append_only BEFORE DELETE OR TRUNCATE ON evidence.halts
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();

CREATE TRIGGER leaves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence.leaves
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER tiles_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence.tiles
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER signings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence.signings
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER witnessings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence.witnessings
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();

-- Destroying a subject's key: after the fact that says so, and never without it.
CREATE FUNCTION keys.destroy(p_subject text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM journal.facts f
                    WHERE f.topic = 'subject-erased' AND f.subject = p_subject) THEN
        RAISE EXCEPTION 'no fact erases %', p_subject USING ERRCODE = 'ML011';
    END IF;
    DELETE FROM keys.subject_keys k WHERE k.subject = p_subject
       AND k.created_at < (SELECT max(f.recorded_at) FROM journal.facts f
                            WHERE f.topic = 'subject-erased' AND f.subject = p_subject);
    RETURN FOUND;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA evidence, keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.destroy TO {app};
GRANT USAGE ON SCHEMA evidence TO {app}, {projector}, {auditor}, {notary}, {backup};
GRANT SELECT ON ALL TABLES IN SCHEMA evidence TO {app}, {projector}, {auditor}, {notary}, {backup};
GRANT USAGE ON SCHEMA journal TO {notary}, {backup};
GRANT SELECT ON ALL TABLES IN SCHEMA journal TO {notary}, {backup};
GRANT EXECUTE ON FUNCTION journal.position_at TO {notary}, {backup};
GRANT INSERT ON evidence.leaves, evidence.tiles, evidence.checkpoints TO {notary};
GRANT INSERT (size, note, heads_note, signed_at) ON evidence.signings TO {notary};
GRANT INSERT (size, witness, cosignature, refusal) ON evidence.witnessings TO {notary};
GRANT INSERT (reason) ON evidence.halts TO {notary};
GRANT USAGE ON SCHEMA keys TO {auditor};
GRANT SELECT (subject, created_at) ON keys.subject_keys TO {auditor};
-- A backup holds no keys, which are kept apart, and no read models, which are made anew.
GRANT SELECT ON ALL SEQUENCES IN SCHEMA evidence TO {backup};
GRANT SELECT ON public.merit_migrations, public.merit_installation TO {backup};
