// Package embedded runs a Kafka inside the worker's process: `brokers = embedded`.
//
// It listens on a free port of the loopback address and keeps its log in a folder,
// since it would hold every record in memory otherwise. It is for trying, tests and
// small local pipelines: one broker, no replication, no access control. A worker
// that does not use it does not link it.
package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Options say where the embedded Kafka keeps its log.
type Options struct {
	// Keep is the folder that the log is kept in from run to run. Where it is empty,
	// a temporary folder below Dir is used and removed at the end.
	Keep string
	Dir  string
}

// Start starts the Kafka of a connection and returns its address and the function
// that ends it.
func Start(name string, o Options, log *slog.Logger) (brokers []string, stop func(), err error) {
	dir, remove, err := o.folder()
	if err != nil {
		return nil, nil, fmt.Errorf("embedded kafka %s: %w", name, err)
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.DataDir(dir),
		kfake.WithLogger(bridge{log: log, conn: name}),
	)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("embedded kafka %s in %s: %w", name, dir, err), remove())
	}
	addresses := cluster.ListenAddrs()
	log.Info("embedded kafka", "connection", name, "brokers", addresses, "data", dir)
	return addresses, func() {
		cluster.Close()
		if err := remove(); err != nil {
			log.Warn("embedded kafka: its folder stays behind", "connection", name, "cause", err)
		}
	}, nil
}

// folder returns the folder for the log, and how to remove it in the end.
func (o Options) folder() (string, func() error, error) {
	if o.Keep != "" {
		err := os.MkdirAll(o.Keep, 0o755)
		return o.Keep, func() error { return nil }, err
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp(o.Dir, "kafka-")
	if err != nil {
		return "", nil, err
	}
	return filepath.Clean(dir), func() error { return os.RemoveAll(dir) }, nil
}
