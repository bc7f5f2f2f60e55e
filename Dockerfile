# The server as an image: `docker build --tag daybook .` (see docs/deployment.md).
#
# No container engine was at hand when this was written: the image itself has not been built, but each RUN command was
# run by hand in an empty directory, and a test checks the files, the user and the health check.

# The version of Python that the checks run on.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m venv /opt/builder \
 && /opt/builder/bin/python -m pip install --require-hashes --requirement requirements/build.txt \
 && python -m venv /opt/daybook \
 && /opt/daybook/bin/python -m pip install --no-compile --require-hashes --requirement requirements/runtime.txt
COPY . .
# Bytecode is compiled once, here, and trusted whatever time stamps the layers give to the sources.
RUN /opt/builder/bin/python -m hatchling build --target wheel --directory dist \
 && /opt/daybook/bin/python -m pip install --no-compile --no-deps --no-index dist/*.whl \
 && /opt/daybook/bin/python -m pip uninstall --yes pip setuptools \
 && /opt/daybook/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/daybook/lib

FROM python:${PYTHON}-slim-bookworm
ENV PATH=/opt/daybook/bin:$PATH PYTHONUNBUFFERED=1 DAYBOOK_DATA_DIR=/var/lib/daybook
RUN groupadd --gid 10001 daybook \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/daybook --shell /usr/sbin/nologin daybook \
 && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/daybook
COPY --from=build /opt/daybook /opt/daybook
USER 10001:10001
WORKDIR /var/lib/daybook
VOLUME /var/lib/daybook
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import http.client as h, sys; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/readyz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["daybook"]
CMD ["serve", "--host", "0.0.0.0", "--no-demo"]
