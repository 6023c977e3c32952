//go:build unix

package testkit

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// kafkaCluster is the id that the data folder is formatted with.
const kafkaCluster = "MkU3OEVBNTcwNTJENDM2Qg"

// KafkaServer is a Kafka broker of one node, without security. It does not create
// topics by itself.
type KafkaServer struct {
	*server
	Addr string // host:port

	behind, proxy string // the listener for a proxy's clients, and where they find the proxy
}

// Kafka returns the Kafka that the tests of this binary share.
func Kafka(t testing.TB) *KafkaServer {
	t.Helper()
	Integration(t)
	return get(t, &shared, "kafka", func(dir string) (*KafkaServer, func(), error) {
		k, err := startKafka(dir)
		if err != nil {
			return nil, nil, err
		}
		return k, k.end, nil
	})
}

// NewKafka returns a Kafka for this test alone, which may do with it as it likes.
func NewKafka(t testing.TB) *KafkaServer {
	t.Helper()
	Integration(t)
	k, err := startKafka(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.end)
	return k
}

func startKafka(dir string) (*KafkaServer, error) {
	java, err := java()
	if err != nil {
		return nil, err
	}
	lib, err := jars("kafka")
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(4)
	if err != nil {
		return nil, err
	}
	properties, logging := filepath.Join(dir, "kafka.properties"), filepath.Join(dir, "log4j2.xml")
	values := map[string]string{"DIR": dir, "PORT": strconv.Itoa(ports[0]), "CONTROLLER": strconv.Itoa(ports[1]), "BEHIND": strconv.Itoa(ports[2]), "PROXY": strconv.Itoa(ports[3])}
	if err := writeConf("kafka.properties", properties, values); err != nil {
		return nil, err
	}
	if err := writeConf("kafka-log4j2.xml", logging, nil); err != nil {
		return nil, err
	}
	classes := []string{"-XX:+UseSerialGC", "-Djava.awt.headless=true", "-Dlog4j2.configurationFile=" + logging, "-cp", lib + "/*"}
	format := append([]string{"-Xmx128m", "-XX:TieredStopAtLevel=1"}, classes...)
	format = append(format, "kafka.tools.StorageTool", "format", "-t", kafkaCluster, "-c", properties)
	if out, err := exec.Command(java, format...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("format the data folder of kafka: %w\n%s", err, tail(out, 20))
	}
	run := append([]string{"-Xms384m", "-Xmx384m"}, classes...)
	run = append(run, "kafka.Kafka", properties)
	k := &KafkaServer{Addr: loopback(ports[0]), behind: loopback(ports[2]), proxy: loopback(ports[3])}
	k.server = &server{name: "kafka", addr: k.Addr, ready: "Kafka Server started", command: func() *exec.Cmd { return exec.Command(java, run...) }}
	return k, k.start()
}

// Client returns a client of the broker, closed at the end of the test.
func (k *KafkaServer) Client(t testing.TB, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(k.Addr)}, opts...)...)
	if err != nil {
		t.Fatalf("kafka client: %v", err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// Proxy returns a proxy in front of the broker, one at a time. Who comes through it is
// sent there for each further connection; all others reach the broker as ever.
func (k *KafkaServer) Proxy(t testing.TB) *Proxy {
	t.Helper()
	return newProxyAt(t, k.proxy, k.behind)
}

// Topic creates a topic, and waits until the broker tells of it: the controller takes it
// before. One of that name that was deleted a moment ago does not count.
func (k *KafkaServer) Topic(t testing.TB, name string, partitions int32) {
	t.Helper()
	cl := k.Client(t)
	made, err := kadm.NewClient(cl).CreateTopic(t.Context(), partitions, 1, nil, name)
	if err != nil {
		t.Fatalf("create topic %s: %v", name, err)
	}
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(startWithin); !told(t, cl, name, made.ID); <-look.C {
		if time.Now().After(deadline) {
			t.Fatalf("topic %s: the broker does not tell of it", name)
		}
	}
}

// told reports whether the broker knows the topic with that id.
func told(t testing.TB, cl *kgo.Client, name string, id kadm.TopicID) bool {
	t.Helper()
	req := kmsg.NewPtrMetadataRequest()
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = &name
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(t.Context(), cl)
	if err != nil {
		t.Fatalf("look for topic %s: %v", name, err)
	}
	return len(resp.Topics) == 1 && resp.Topics[0].TopicID == id && resp.Topics[0].ErrorCode == 0
}
