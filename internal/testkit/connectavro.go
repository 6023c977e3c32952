//go:build unix

package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// AvroThroughConnect starts a standalone Kafka Connect with Avro's converter of another
// project: it writes the records of a topic to a file, each a line as JsonConverter writes
// it with its schema, reads those lines again, and writes what they say to another topic.
func AvroThroughConnect(t testing.TB, k *KafkaServer, r *RegistryServer, from, file, to string) *Process {
	t.Helper()
	Integration(t)
	c, err := avroThroughConnect(t.TempDir(), map[string]string{
		"BROKER": k.Addr, "REGISTRY": strings.Replace(r.URL, "/ccompat/v7", "/registry/v2", 1), "FROM": from, "FILE": file, "TO": to,
	})
	if err != nil {
		t.Fatal(err)
	}
	return Start(t, c)
}

func avroThroughConnect(dir string, values map[string]string) (Command, error) {
	java, err := java()
	if err != nil {
		return Command{}, err
	}
	lib, err := jars("connect-avro")
	if err != nil {
		return Command{}, err
	}
	if err := compileJava(java, lib, "Enveloped", dir); err != nil {
		return Command{}, err
	}
	ports, err := freePorts(1)
	if err != nil {
		return Command{}, err
	}
	values["DIR"], values["PORT"] = dir, strconv.Itoa(ports[0])
	var properties []string
	for _, name := range []string{"connect-avro.properties", "connect-avro-sink.properties", "connect-avro-source.properties", "kafka-log4j2.xml"} {
		to := filepath.Join(dir, name)
		if err := writeConf(name, to, values); err != nil {
			return Command{}, err
		}
		properties = append(properties, to)
	}
	last := len(properties) - 1
	args := []string{
		"-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
		"-Dlog4j2.configurationFile=" + properties[last], "-cp", dir + ":" + lib + "/*", "org.apache.kafka.connect.cli.ConnectStandalone",
	}
	return Command{Path: java, Args: append(args, properties[:last]...)}, nil
}

// compileJava compiles the program java/NAME.java over the jars in lib, into dir.
func compileJava(java, lib, name, dir string) error {
	source, err := programs.ReadFile("java/" + name + ".java")
	if err != nil {
		return fmt.Errorf("compile %s: %w", name, err)
	}
	file := filepath.Join(dir, name+".java")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		return fmt.Errorf("compile %s: %w", name, err)
	}
	classes, err := filepath.Glob(lib + "/*.jar")
	if err != nil {
		return fmt.Errorf("compile %s: %w", name, err)
	}
	// The compiler is a module of the JDK, so no other program has to be found.
	out, err := exec.Command(java, "-XX:TieredStopAtLevel=1", "-m", "jdk.compiler/com.sun.tools.javac.Main",
		"-proc:none", "-cp", strings.Join(classes, ":"), "-d", dir, file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("compile %s: %w\n%s", name, err, tail(out, 20))
	}
	return nil
}
