from scicity.settings import read_env_file


def test_env_file_sets_only_what_the_environment_does_not(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text('# a note\n#A=1\n\nSCICITY_B = "two words"\nSCICITY_C=file\n')
    monkeypatch.setattr("os.environ", environment := {"SCICITY_C": "environment"})

    read_env_file(file)

    assert environment == {"SCICITY_B": "two words", "SCICITY_C": "environment"}
