//! What stands around `portal serve` on a court's machine, printed so that nobody has to make it up: a systemd unit, an
//! nginx server block (`portal config unit`, `portal config proxy`).

use crate::office::system::config::{Config, TRUST_THIS_MACHINE};
use crate::web::request::limits::{LARGEST_SUBMISSION, LONGEST_BODY};
use std::path::Path;

/// A systemd unit for this data folder: limits, restart, and as little of the machine as the portal needs.
pub(super) fn unit(data: &Path, listen: &str) -> String {
    let data = data.display();
    format!(
        "# /etc/systemd/system/portal.service
[Unit]
Description=Judicial-confirmation document portal
After=network-online.target postgresql.service
Wants=network-online.target

[Service]
User=portal
Group=portal
UMask=0077
ExecStart=/usr/local/bin/portal serve --data {data} --listen {listen} --metrics 127.0.0.1:9464
Restart=on-failure
RestartSec=2
TimeoutStopSec=60
LimitNOFILE=4096
LimitCORE=0
# The server itself, and at most two children of 768 MiB each that read other people's files.
MemoryMax=3G
TasksMax=512

NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
ReadWritePaths={data}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
# The children are started from /proc/self/exe.
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=

[Install]
WantedBy=multi-user.target
"
    )
}

/// An nginx server block for this host, and the line by which the portal believes it.
pub(super) fn proxy(config: &Config, listen: &str) -> String {
    let host = &config.host;
    let (largest, longest) = (LARGEST_SUBMISSION.div_ceil(1024 * 1024), LONGEST_BODY.as_secs());
    format!(
        "# In portal.toml, so that the portal believes this proxy and no other:
#   {TRUST_THIS_MACHINE}
# In the http block, once: connections and requests of one network, before they reach the portal.
#   limit_conn_zone $binary_remote_addr zone=portal_connections:10m;
server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name {host};
    ssl_certificate     /etc/ssl/{host}.pem;
    ssl_certificate_key /etc/ssl/private/{host}.key;
    ssl_protocols TLSv1.2 TLSv1.3;

    client_max_body_size {largest}m;
    client_header_timeout 10s;
    client_body_timeout 30s;
    send_timeout 30s;
    limit_conn portal_connections 64;

    location / {{
        proxy_pass http://{listen};
        proxy_http_version 1.1;
        # Only the portal's own answer to who asks: what a visitor writes into this header is replaced.
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header Host $host;
        proxy_set_header Connection \"\";
        # Bodies go through as they come: the portal holds them to their pace and puts them on disk itself, encrypted.
        proxy_request_buffering off;
        proxy_read_timeout {longest}s;
        proxy_send_timeout 60s;
    }}
}}
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    return 301 https://$host$request_uri;
}}
"
    )
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_names_this_folder_and_this_host() {
        let config: Config = toml::from_str("host = \"confirm.example\"").expect("a configuration");
        let proxy = proxy(&config, "127.0.0.1:8080");
        assert!(proxy.contains("server_name confirm.example;") && proxy.contains("client_max_body_size 105m;"));
        assert!(proxy.contains("proxy_set_header X-Forwarded-For $remote_addr;"));
        assert_eq!(proxy.matches('{').count(), proxy.matches('}').count());
        let trusting: Config = toml::from_str(TRUST_THIS_MACHINE).expect("the line is one of portal.toml");
        assert_eq!(trusting.trusted_proxies.len(), 2);
        let unit = unit(Path::new("/srv/portal"), "127.0.0.1:8080");
        assert!(
            unit.contains("ReadWritePaths=/srv/portal\n") && unit.contains("LimitNOFILE=4096\n") && unit.contains("Restart=on-failure")
        );
    }
}
