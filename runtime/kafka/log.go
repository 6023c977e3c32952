package kafka

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// repeatAfter is how long a message that the client repeats is not told again. A
// broker that is down would fill the log; the worker tells of it by itself.
const repeatAfter = 30 * time.Second

// bridge passes what the client warns of to the worker's log. Its informations
// are about its inner life and stay there, and so does what happens before a
// broker was reached: that is in the error of who waits for it.
type bridge struct {
	log  *slog.Logger
	conn string

	mu      sync.Mutex
	reached bool
	told    map[string]time.Time // when each message was last told
}

func newBridge(log *slog.Logger, conn string) *bridge {
	return &bridge{log: log, conn: conn, told: make(map[string]time.Time)}
}

// Level is the level from which the client calls Log.
func (*bridge) Level() kgo.LogLevel { return kgo.LogLevelWarn }

// Log writes one message.
func (b *bridge) Log(level kgo.LogLevel, msg string, keyvals ...any) {
	if !b.news(msg) {
		return
	}
	to := slog.LevelWarn
	if level == kgo.LogLevelError {
		to = slog.LevelError
	}
	b.log.Log(context.Background(), to, "kafka client: "+msg, append([]any{"connection", b.conn}, keyvals...)...)
}

// news reports whether a message is to be told. The client's messages are
// constants; what changes is in their values.
func (b *bridge) news(msg string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	last, known := b.told[msg]
	if !b.reached || known && now.Sub(last) < repeatAfter {
		return false
	}
	b.told[msg] = now
	return true
}

// reach notes that a broker was reached.
func (b *bridge) reach() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reached = true
}
