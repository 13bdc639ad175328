# docker build -t phi-scan . && docker run --rm -v "$PWD:/src:ro" phi-scan
FROM node:22-slim AS build
WORKDIR /phi-scan
COPY . .
RUN npm ci && mkdir /packed && npm pack --silent --workspace packages/core --workspace packages/cli --pack-destination /packed

FROM node:22-slim
# --since and --staged ask git, which trusts no folder of another user, as a mounted one is.
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* && git config --system --add safe.directory '*'
COPY --from=build /packed /packed
RUN npm install --global --no-audit --no-fund /packed/*.tgz && rm -rf /packed /root/.npm
USER node
WORKDIR /src
ENTRYPOINT ["phi-scan"]
