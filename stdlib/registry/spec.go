// Package registry describes connections to a schema registry.
//
// Workers link no driver for it: schema ids are pinned in the project, and
// subjects are fetched and registered by flowc.
package registry

import "github.com/flowc-lang/flowc/stdlib/spec"

// Connection describes `connection registry`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name: "registry",
		Doc:  "A schema registry with the REST API of Confluent's.",
		Options: []spec.Option{
			{Name: "url", Type: spec.Text, When: spec.Start, Required: true, Doc: "Address of the registry, http or https."},
			{Name: "login", Type: spec.Call, When: spec.Start, Words: []string{"basic"}, Args: map[string][]spec.Option{"basic": {
				{Name: "user", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the user."},
				{Name: "password", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Password of the user; give it a secret."},
			}}, Doc: "How to log in (HTTP basic)."},
		},
		Pull: map[string][]spec.Option{"avro": subject(), "proto": subject(), "json_schema": subject()},
	}
}

// subject is what names a schema of the registry.
func subject() []spec.Option {
	return []spec.Option{
		{Name: "subject", Type: spec.Text, When: spec.Static, Required: true, Doc: "Name of the subject, such as \"orders-value\"."},
		{Name: "version", Type: spec.Int, When: spec.Static, Min: 1, Max: 1<<31 - 1, Doc: "Version of the subject; left out, the newest one when it is pulled."},
	}
}
