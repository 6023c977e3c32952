package kafka

import "github.com/flowc-lang/flowc/stdlib/spec"

const driver = "github.com/flowc-lang/flowc/stdlib/kafka/run"

// Connection describes `connection kafka`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name:    "kafka",
		Doc:     "A Kafka cluster, or a Kafka inside the worker's own process.",
		Package: "github.com/flowc-lang/flowc/runtime/kafka", Type: "Connection",
		Options: []spec.Option{
			{
				Name: "brokers", Type: spec.Texts, Also: []spec.Type{spec.Word}, Words: []string{"embedded"}, When: spec.Start, Required: true,
				Doc: "Addresses host:port of some brokers, the others are found through them; embedded starts a Kafka in the worker's process.",
			},
			{
				Name: "data", Type: spec.Text, When: spec.Start, Field: "-",
				Doc: "Folder that keeps the embedded Kafka's log between runs; without it the log ends with the run.",
			},
			{
				Name: "client_id", Type: spec.Text, When: spec.Start, Field: "ClientID", Default: `"flowc"`,
				Doc: "Name of the client in the brokers' logs and quotas.",
			},
			{
				Name: "login", Type: spec.Call, When: spec.Start, Field: "Login.Mechanism", Words: []string{"basic", "scram_sha_256", "scram_sha_512"}, Args: logins(),
				Doc: "How to log in (SASL); basic sends the password as it is, so use it with tls only.",
			},
			{Name: "tls", Type: spec.Call, When: spec.Start, Field: "TLS.Mode", Words: []string{"tls"}, Args: map[string][]spec.Option{"tls": {
				{Name: "ca", Type: spec.Text, Field: "TLS.CA", When: spec.Start, Doc: "PEM file of the authorities to trust; without it the system's."},
				{Name: "cert", Type: spec.Text, When: spec.Start, Doc: "PEM file of the client's certificate.", Needs: []string{"key"}},
				{Name: "key", Type: spec.Text, When: spec.Start, Doc: "PEM file of the client's private key.", Needs: []string{"cert"}},
			}}, Doc: "Encrypts the connection and checks the brokers' certificates."},
		},
	}
}

func logins() map[string][]spec.Option {
	userPassword := []spec.Option{
		{Name: "user", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the user."},
		{Name: "password", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Password of the user; give it a secret."},
	}
	return map[string][]spec.Option{"basic": userPassword, "scram_sha_256": userPassword, "scram_sha_512": userPassword}
}

// Topic describes `topic`.
func Topic() *spec.Connector {
	return &spec.Connector{
		Name:       "topic",
		Doc:        "A Kafka topic, read by a consumer group and written by an idempotent producer.",
		Connection: "kafka",
		Source: &spec.Side{
			Options: append(settings(), reading()...),
			Value:   spec.Bytes,
			Best:    spec.ExactlyOnce,
			Why:     "its offsets can be committed in the transaction that writes the records, on the same cluster",
			Package: driver, Type: "SourceConfig",
			Derived: []spec.Derived{
				{Field: "Connection", From: spec.DeriveConnection},
				{Field: "Topic.Name", From: spec.DeriveNode},
				{Field: "Project", From: spec.DeriveProject},
				{Field: "Headers", From: spec.DeriveHeaders},
			},
		},
		Sink: &spec.Side{
			Options: append(settings(), writing()...),
			Value:   spec.Bytes,
			Best:    spec.ExactlyOnce,
			Why:     "by transactions, or by a key and cleanup = compact; without either what is repeated after a crash stands twice",
			Package: driver, Type: "SinkConfig",
			Derived: []spec.Derived{{Field: "Connection", From: spec.DeriveConnection}, {Field: "Topic.Name", From: spec.DeriveNode}},
		},
		Example: `connection kafka local { brokers = ["127.0.0.1:9092"] }

schema Reading { station: string, celsius: decimal(5, 2)? }

topic readings on local {
  name       = "weather.readings"
  key:   string  as utf8
  value: Reading as avro
  partitions = 6
}
`,
		Built: true,
	}
}

// settings are the options of a topic itself, whichever way it is used.
func settings() []spec.Option {
	return []spec.Option{
		{
			Name: "name", Field: "Topic.Name", Type: spec.Text, Also: []spec.Type{spec.Regex}, When: spec.Start, PerUse: true,
			Doc: "Name of the topic where it is not the identifier; match r/…/ reads every topic whose name fits.",
		},
		{
			Name: "partitions", Field: "Topic.Partitions", Type: spec.Int, When: spec.Start, Min: 1, Max: 100_000,
			Doc: "Number of partitions to create the topic with; a topic that has fewer is an error, one that has more is taken as it is.",
		},
		{
			Name: "replication", Field: "Topic.Replication", Type: spec.Int, When: spec.Start, Min: 1, Max: 100,
			Doc: "Number of replicas to create the topic with; without it the brokers' default.",
		},
		{
			Name: "cleanup", Field: "Topic.Cleanup", Type: spec.Word, Words: []string{"delete", "compact", "compact_delete"}, When: spec.Static, Default: "delete",
			Doc: "What the created topic does with old records: delete forgets them after retention, compact keeps the last of each key.",
		},
		{
			Name: "retention", Field: "Topic.Retention", Type: spec.Duration, When: spec.Start, Min: 1000, Max: 1 << 50,
			Doc: "How long the created topic keeps records; records that no pipeline has read by then are lost.",
		},
		{
			Name: "settings", Field: "Topic.Settings", Type: spec.Texts, When: spec.Start,
			Doc: "Further settings to create the topic with, each as \"name=value\" in the brokers' own words.",
		},
		spec.Allow(),
	}
}

// reading are the options of a topic as a source.
func reading() []spec.Option {
	return []spec.Option{
		{
			Name: "isolation", Type: spec.Word, Words: []string{"read_committed", "read_uncommitted"}, When: spec.Static, PerUse: true, Default: "read_committed",
			Doc: "Whether records of open and aborted transactions are left out; read_uncommitted sees what may be taken back.",
		},
		{
			Name: "start", Type: spec.Word, Also: []spec.Type{spec.Text}, Words: []string{"earliest", "latest"}, When: spec.Start, PerUse: true, Default: "earliest",
			Doc: "Where a group without offsets begins: earliest, latest, or a time as text; it is no answer to offsets that are gone.",
		},
		{
			Name: "group_protocol", Type: spec.Word, Words: []string{"classic", "consumer"}, When: spec.Static, PerUse: true, Default: "classic",
			Doc: "How the group shares partitions out: consumer leaves it to the brokers (KIP-848), which then also say how soon a dead worker is given up.",
		},
		{
			Name: "group", Type: spec.Text, When: spec.Start, PerUse: true, Field: "-",
			Doc: "Consumer group in place of flow.<project>.<pipeline>, to take over from another consumer; it allows one instance.",
		},
	}
}

// writing are the options of a topic as a sink.
func writing() []spec.Option {
	return []spec.Option{
		{
			Name: "compression", Type: spec.Word, Words: []string{"none", "snappy", "lz4", "zstd", "gzip"}, When: spec.Static, PerUse: true, Default: "none",
			Doc: "Compression of what is produced: snappy costs 20 % of the producer's CPU, lz4 three times it, zstd five times.",
		},
		{
			Name: "max_record", Type: spec.Size, When: spec.Start, PerUse: true, Default: "1MiB", Min: 1 << 10, Max: 1 << 30,
			Doc: "Largest record to produce, in bytes; the broker's max.message.bytes must be at least as large.",
		},
	}
}
