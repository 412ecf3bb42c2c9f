# callflow in a container: built in one stage, run from another that has neither a compiler nor root.
#   docker build -t callflow .
#   docker run --rm -v "$PWD:/work" callflow validate flow.yaml
# Their history stays outside, so who wants the same package of the same sources says when they were made:
#   docker build --build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" -t callflow .
FROM debian:12 AS build
WORKDIR /src
# The list of packages changes less often than the sources, so that its layer is kept.
COPY debian/control debian/control
RUN apt-get update && apt-get build-dep -y --no-install-recommends -P nocheck . && rm -rf /var/lib/apt/lists/*
COPY . .
ARG SOURCE_DATE_EPOCH
RUN cmake --preset release -D CALLFLOW_BENCH=OFF && cmake --build build/release && cpack --config build/release/CPackConfig.cmake -B /packages

FROM debian:12-slim
COPY --from=build /packages/callflow_*.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends /tmp/callflow_*.deb fonts-dejavu-core \
    && rm -rf /tmp/callflow_*.deb /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 callflow
USER callflow
WORKDIR /work
ENTRYPOINT ["callflow"]
CMD ["help"]
