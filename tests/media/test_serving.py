import pytest


@pytest.fixture
def stored(settings, tmp_path):
    """Puts a file among the uploads; gives its address."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret_key").write_text("secret")

    def store(name):
        (settings.MEDIA_ROOT / name).write_bytes(b"<script>alert(1)</script>")
        return f"/media/{name}"

    return store


def headers_of(client, address):
    response = client.get(address)
    b"".join(response.streaming_content)  # reading it to its end closes the file
    return response.headers


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.avif", "image/avif"),
        ("a.webp", "image/webp"),
        ("a.JPG", "image/jpeg"),
        ("a.pdf", "application/pdf"),
    ],
)
def test_picture_is_shown_as_what_it_is_called(client, stored, name, content_type):
    headers = headers_of(client, stored(name))

    assert headers["Content-Type"] == content_type
    assert headers["Content-Disposition"].startswith("inline;")
    assert headers["Cache-Control"] == "public, max-age=2592000"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.xml", "a.js", "a", "a.svg.gz"])
def test_what_could_run_scripts_is_only_offered_for_download(client, stored, name):
    headers = headers_of(client, stored(name))

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment"
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize("path", ["../secret_key", "%2e%2e/secret_key", "..%2fsecret_key"])
def test_nothing_outside_the_uploads_is_served(client, stored, db, path):
    stored("a.png")

    assert client.get(f"/media/{path}").status_code in {400, 404}
