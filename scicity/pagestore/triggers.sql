-- Tells at commit which tags a statement changed, as `transaction tag tag …` on the channel "pages".
-- Arguments: the key column, "pages" for publishable tables, then the columns that refer to others
-- or are unique.
CREATE OR REPLACE FUNCTION pagestore_tell() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    -- More rows than this in one statement count as a change of the whole table.
    most CONSTANT integer := 40;
    -- Pages of other states are seen by nobody; a scheduled one says when that ends.
    public CONSTANT text[] := '{published,withdrawn,archived,replaced,scheduled}';
    rows_before jsonb[];
    rows_after jsonb[];
    tags text[];
    chunk text;
    tag text;
BEGIN
    IF TG_OP <> 'INSERT' AND TG_OP <> 'TRUNCATE' THEN
        SELECT array_agg(to_jsonb(o)) INTO rows_before
        FROM (SELECT * FROM old_rows LIMIT most + 1) o;
        IF rows_before IS NULL THEN RETURN NULL; END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND TG_OP <> 'TRUNCATE' THEN
        SELECT array_agg(to_jsonb(n)) INTO rows_after
        FROM (SELECT * FROM new_rows LIMIT most + 1) n;
        IF rows_after IS NULL THEN RETURN NULL; END IF;
    END IF;

    IF TG_OP = 'TRUNCATE' OR greatest(cardinality(rows_before), cardinality(rows_after)) > most THEN
        tags := ARRAY[TG_TABLE_NAME || '!', TG_TABLE_NAME];
    ELSE
        WITH pairs AS (
            SELECT o, n FROM unnest(rows_before) o
            FULL JOIN unnest(rows_after) n ON o->>TG_ARGV[0] = n->>TG_ARGV[0]
            WHERE o IS DISTINCT FROM n
              AND (TG_ARGV[1] <> 'pages' OR public && ARRAY[o->>'status', n->>'status'])
        ), changes AS (
            SELECT o, n, '+' AS change FROM pairs WHERE o IS NULL OR n IS NULL
            UNION ALL
            SELECT o, n, '.' || key FROM pairs, jsonb_object_keys(o) key
            WHERE o IS NOT NULL AND n IS NOT NULL AND o->key IS DISTINCT FROM n->key
        ), scopes AS (
            SELECT '' AS scope, change FROM changes
            UNION
            SELECT '[' || fk || '=' || replace(parent, ' ', '%20') || ']', change
            FROM changes, unnest(TG_ARGV[2:]) fk, unnest(ARRAY[o->>fk, n->>fk]) parent
            WHERE parent IS NOT NULL
        )
        SELECT array_agg(DISTINCT TG_TABLE_NAME || said) INTO tags FROM (
            SELECT scope || change AS said FROM scopes
            UNION ALL
            SELECT ':' || (coalesce(n, o)->>TG_ARGV[0]) FROM pairs
            UNION ALL
            SELECT '' FROM pairs
        ) everything;
    END IF;

    FOREACH tag IN ARRAY coalesce(tags, '{}') LOOP
        IF octet_length(chunk) + octet_length(tag) > 7800 THEN
            PERFORM pg_notify('pages', chunk);
            chunk := NULL;
        END IF;
        chunk := coalesce(chunk, pg_current_xact_id()::text) || ' ' || tag;
    END LOOP;
    IF chunk IS NOT NULL THEN
        PERFORM pg_notify('pages', chunk);
    END IF;
    RETURN NULL;
END
$function$;
