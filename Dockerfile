# The program alone: no shell, not root, nothing written but below /data. Not built yet where it was written: see
# docs/operating.md.
#
#     docker build -t strategyroom .
#     docker run --read-only -v strategyroom:/data -p 127.0.0.1:8080:8080 -e STRATEGYROOM_PROXY=172.17.0.1 strategyroom

FROM node:20-bookworm-slim AS node

FROM golang:1.26-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && mkdir -m 0700 /data /keys
WORKDIR /src
# What changes seldom comes first, so that it is fetched seldom.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /src/bin/strategyroom /strategyroom
COPY --from=build --chown=nonroot:nonroot /data /data
COPY --from=build --chown=nonroot:nonroot /keys /keys
USER nonroot
VOLUME /data
ENV STRATEGYROOM_DATA=/data STRATEGYROOM_ADDR=0.0.0.0:8080
EXPOSE 8080
# Off loopback it wants TLS or a proxy: STRATEGYROOM_TLS_CERT and STRATEGYROOM_TLS_KEY, or STRATEGYROOM_PROXY.
ENTRYPOINT ["/strategyroom"]
CMD ["serve"]
