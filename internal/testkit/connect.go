//go:build unix

package testkit

import (
	"path/filepath"
	"strconv"
	"testing"
)

// FileSink starts a standalone Kafka Connect whose one connector writes the records of
// a topic to a file, a line each: JSON is read by Connect's own converter, and what it
// makes of a record is written as Java prints it.
func FileSink(t testing.TB, k *KafkaServer, topic, file string) *Process {
	t.Helper()
	Integration(t)
	p, _ := FileSinkREST(t, k, topic, file)
	return p
}

// FileSinkREST is FileSink that says where Connect's REST API is; it may not answer yet.
func FileSinkREST(t testing.TB, k *KafkaServer, topic, file string) (p *Process, url string) {
	t.Helper()
	Integration(t)
	ports, err := freePorts(1)
	if err != nil {
		t.Fatal(err)
	}
	c, err := fileSink(t.TempDir(), k.Addr, topic, file, ports[0])
	if err != nil {
		t.Fatal(err)
	}
	return Start(t, c), "http://" + loopback(ports[0])
}

func fileSink(dir, broker, topic, file string, port int) (Command, error) {
	java, err := java()
	if err != nil {
		return Command{}, err
	}
	lib, err := jars("connect-file")
	if err != nil {
		return Command{}, err
	}
	worker, connector, logging := filepath.Join(dir, "connect.properties"), filepath.Join(dir, "file.properties"), filepath.Join(dir, "log4j2.xml")
	values := map[string]string{"DIR": dir, "BROKER": broker, "PORT": strconv.Itoa(port), "TOPIC": topic, "FILE": file}
	for from, to := range map[string]string{"connect.properties": worker, "connect-file.properties": connector, "kafka-log4j2.xml": logging} {
		if err := writeConf(from, to, values); err != nil {
			return Command{}, err
		}
	}
	return Command{Path: java, Args: []string{
		"-Xms64m", "-Xmx512m", "-Djava.awt.headless=true", "-Dlog4j2.configurationFile=" + logging, "-cp", lib + "/*",
		"org.apache.kafka.connect.cli.ConnectStandalone", worker, connector,
	}}, nil
}
