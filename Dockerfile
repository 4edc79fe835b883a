# syntax=docker/dockerfile:1
# The base is pinned: `docker buildx imagetools inspect python:3.13-slim-bookworm` tells the digest of today's.
FROM python:3.13-slim-bookworm@sha256:01f42367a0a94ad4bc17111776fd66e3500c1d87c15bbd6055b7371d39c124fb AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/threadkeep
WORKDIR /src
COPY requirements-image.lock .
RUN /opt/threadkeep/bin/pip install --no-deps --require-hashes -r requirements-image.lock
# setuptools builds the package here and stays behind with this stage.
RUN pip install "setuptools>=80"
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY commands commands
COPY documents documents
COPY indexes indexes
COPY services services
COPY shell shell
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/threadkeep/bin/pip install --no-deps --no-index /wheels/*.whl \
    && /opt/threadkeep/bin/pip uninstall --yes pip


FROM python:3.13-slim-bookworm@sha256:01f42367a0a94ad4bc17111776fd66e3500c1d87c15bbd6055b7371d39c124fb

RUN useradd --system --uid 10001 --user-group --no-create-home threadkeep
COPY --from=build /opt/threadkeep /opt/threadkeep
ENV PATH=/opt/threadkeep/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    THREADKEEP_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# By the shell's own sockets: a Python that starts for it takes twenty times as long of a processor.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-8000} && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 2 -u 3 _ status _ && [ \"$status\" = 200 ]"]
ENTRYPOINT ["threadkeep"]
CMD ["serve"]
