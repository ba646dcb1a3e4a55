# Social Prescribing on one machine, as a container without a shell that runs as nobody special and writes to /data alone.
# How to run it: docs/small-server.md
FROM node:20-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The look of the pages comes from npm while they are built; nothing of Node is in what runs.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
RUN dotnet publish src/SocialPrescribing.Local -c Release -o /app -p:RestoreLockedMode=true && mkdir -p /empty && mkdir -m 700 /empty/data

# "extra" has the time zones and the languages, without which nobody's appointment would be right.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
COPY --from=build /app /app
# Whoever has the folder has everything: for the service alone.
COPY --from=build --chown=1654:1654 /empty /
# Not a name: whoever runs it may want to see that it is not root.
USER 1654:1654
ENV DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 7071
HEALTHCHECK --interval=30s --timeout=15s --start-period=30s CMD ["/app/SocialPrescribing.Local", "health"]
ENTRYPOINT ["/app/SocialPrescribing.Local"]
CMD ["serve", "--data", "/data", "--urls", "http://0.0.0.0:7071"]
