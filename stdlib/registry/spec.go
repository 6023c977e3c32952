// Package registry describes connections to a schema registry.
package registry

import "github.com/flowc-lang/flowc/stdlib/spec"

// Connection describes `connection registry`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name:    "registry",
		Doc:     "A schema registry with the REST API of Confluent's.",
		Package: "github.com/flowc-lang/flowc/runtime/registry", Type: "Connection",
		Options: []spec.Option{
			{Name: "url", Type: spec.Text, When: spec.Start, Field: "URL", Required: true, Doc: "Address of the registry, http or https."},
			{Name: "login", Type: spec.Call, When: spec.Start, Field: "Login.Method", Words: []string{"basic", "bearer"}, Args: map[string][]spec.Option{"basic": {
				{Name: "user", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the user."},
				{Name: "password", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Password of the user; give it a secret."},
			}, "bearer": {
				{Name: "token", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Token that is sent with each request; give it a secret."},
			}}, Doc: "How to log in, over HTTP."},
			{Name: "tls", Type: spec.Call, When: spec.Start, Field: "TLS.Mode", Words: []string{"tls"}, Args: map[string][]spec.Option{"tls": {
				{Name: "ca", Type: spec.Text, Field: "TLS.CA", When: spec.Start, Doc: "PEM file of the authorities to trust; without it the system's."},
				{Name: "cert", Type: spec.Text, When: spec.Start, Doc: "PEM file of the client's certificate.", Needs: []string{"key"}},
				{Name: "key", Type: spec.Text, When: spec.Start, Doc: "PEM file of the client's private key.", Needs: []string{"cert"}},
			}}, Doc: "How an https address is checked; without it by the system's authorities."},
		},
		Pulls: map[string]string{"avro": "PullAvro", "proto": "PullProtobuf", "json_schema": "PullJSON"},
		Pull:  map[string][]spec.Option{"avro": subject(), "proto": subject(), "json_schema": subject()},
	}
}

// subject is what names a schema of the registry.
func subject() []spec.Option {
	return []spec.Option{
		{Name: "subject", Type: spec.Text, When: spec.Static, Required: true, Doc: "Name of the subject, such as \"orders-value\"."},
		{Name: "version", Type: spec.Int, When: spec.Static, Min: 1, Max: 1<<31 - 1, Doc: "Version of the subject; left out, the newest one when it is pulled."},
	}
}
