from scicity.pagestore import storage
from tests.factories import make_article


def test_page_that_can_not_be_written_is_served_and_kept_in_memory(visitor):
    path = make_article(title_zh_hans="没有地方写").get_absolute_url()
    storage.directory().mkdir(exist_ok=True)
    (storage.directory() / "stored").write_text("in the way")

    assert "没有地方写" in visitor.get(path).text
    assert visitor.makes(path) == 0


def test_without_a_new_folder_nginx_has_no_old_pages(visitor, settings):
    settings.PAGE_FILES = True
    storage.forget_all()
    assert storage.front().is_symlink()
    number = storage.counters().last
    folder = storage.front().parent
    folder.rename(folder.with_name("was-front"))
    folder.write_text("in the way")

    storage.switch_front(number + 1)

    assert not storage.front().exists()


def test_counters_have_their_space_from_the_beginning(visitor):
    status = storage.counters().path.stat()

    assert status.st_blocks * 512 >= status.st_size
