//go:build unix

package testkit

import (
	"slices"
	"testing"
	"time"
)

// toolTime is how long one of Kafka's own tools may take: it is a Java program.
const toolTime = 3 * time.Minute

// Tool runs one of Kafka's own command line tools, by the name of its class below
// org.apache.kafka.tools, and returns what it printed.
func (k *KafkaServer) Tool(t testing.TB, class string, args ...string) string {
	t.Helper()
	java, err := java()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := jars("kafka-tools")
	if err != nil {
		t.Fatal(err)
	}
	got := Run(t, Command{
		Path: java, Timeout: toolTime,
		Args: slices.Concat([]string{"-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", lib + "/*", "org.apache.kafka.tools." + class, "--bootstrap-server", k.Addr}, args),
	})
	if got.Code != 0 {
		t.Fatalf("%s %q: exit code %d\n%s%s", class, args, got.Code, got.Stdout, got.Stderr)
	}
	return got.Stdout
}
