# The portal in a container: no root, and a root file system that may be read-only. What it keeps
# is in /var/lib/scicity. The steps are those of deploy/unpack, `manage.py prepare` and `serve`.

FROM debian:13-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends make python3-venv ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/scicity
COPY Makefile requirements.txt ./
RUN make .venv/runtime
COPY . .
RUN SECRET_KEY=unused DJANGO_SETTINGS_MODULE=scicity.settings .venv/bin/python -c \
    "from scicity.startup import texts; texts.compile_all()" \
 && rm -rf var

FROM debian:13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/scicity \
      --shell /usr/sbin/nologin scicity \
 && install -d -o scicity -g scicity /var/lib/scicity
COPY --from=build /srv/scicity /srv/scicity
WORKDIR /srv/scicity
ENV VAR_DIR=/var/lib/scicity HOST=0.0.0.0 PORT=8000 LOG_FORMAT=json PYTHONDONTWRITEBYTECODE=1
USER scicity
VOLUME /var/lib/scicity
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD [".venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT [".venv/bin/python", "manage.py"]
CMD ["up"]
