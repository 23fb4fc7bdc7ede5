# newscrawl as an image: small, not root, works with a read-only root file system.
#   docker build --tag newscrawl .
#   docker run --rm --read-only --tmpfs /tmp --volume news:/data newscrawl site news.example --since 7d
# The whole deployment, with workers and a database: examples/deploy/compose.yaml.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /source
RUN python -m venv /opt/newscrawl
COPY requirements/image.txt requirements/
# What the package needs, with the very versions and hashes that its tests run with; a layer that a change of code leaves as it is.
RUN /opt/newscrawl/bin/pip install --require-hashes --no-deps --requirement requirements/image.txt
COPY pyproject.toml README.md LICENSE ./
COPY newscrawl newscrawl
RUN /opt/newscrawl/bin/pip install --no-deps --no-build-isolation . \
    && /opt/newscrawl/bin/python -m compileall -q -j 0 /opt/newscrawl

FROM python:3.13-slim
COPY --from=build /opt/newscrawl /opt/newscrawl
# One writable folder is enough: state, records and temporary files lie in it.
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin newscrawl \
    && install --directory --owner newscrawl --group newscrawl /data
ENV PATH=/opt/newscrawl/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
# Pages in hand end within STOP_GRACE_S; the same command goes on.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["newscrawl", "doctor", "--alive"]
ENTRYPOINT ["newscrawl"]
CMD ["--help"]
