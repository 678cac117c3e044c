from django.db import migrations

# The article is locked until the end of the transaction: who alters its topic, and with it the
# number of each of its tags, comes before or after, and sees what the other did.
LOCKING = """
CREATE OR REPLACE FUNCTION news_tag_counted() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    article news_article;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT * INTO article FROM news_article WHERE id = OLD.article_id FOR NO KEY UPDATE;
        PERFORM news_count(article, ARRAY[OLD.tag_id], -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT * INTO article FROM news_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
        PERFORM news_count(article, ARRAY[NEW.tag_id], 1);
    END IF;
    RETURN NULL;
END
$function$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION news_tag_counted() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM news_count(a, ARRAY[OLD.tag_id], -1) FROM news_article a WHERE id = OLD.article_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM news_count(a, ARRAY[NEW.tag_id], 1) FROM news_article a WHERE id = NEW.article_id;
    END IF;
    RETURN NULL;
END
$function$;
"""


class Migration(migrations.Migration):
    dependencies = [("news", "0009_article_orders")]

    operations = [migrations.RunSQL(LOCKING, BEFORE)]
