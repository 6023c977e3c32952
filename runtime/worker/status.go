package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/herd"
)

// defaultHTTP is where Kafka Connect answers, too.
const defaultHTTP = "127.0.0.1:8083"

// statusTimeout bounds the asking; an answer has at most statusBytes.
const (
	statusTimeout = 10 * time.Second
	statusBytes   = 16 << 20
)

func (w *worker) statusCommand() *cli.Command {
	return &cli.Command{
		Name:    "status",
		Short:   "show what the connectors of a running worker do",
		Long:    "It asks the worker that runs with --http; --json prints what that answers.",
		Example: "$ status --http 127.0.0.1:8083",
		Exit:    "0 none has failed; 1 some have; 3 the worker does not answer.",
		SeeAlso: []string{"describe"},
		Group:   groupLook,
		JSON:    true,
		Flags: func(f *cli.Flags) {
			w.settings.asked = defaultHTTP
			f.String(&w.settings.asked, "http", "ADDR", "where the worker answers")
		},
		Run: w.status,
	}
}

// connectorStatus is what the API says of a connector, as far as it is shown.
type connectorStatus struct {
	Status struct {
		Connector struct {
			State herd.State `json:"state"`
			Trace string     `json:"trace"`
		} `json:"connector"`
		Tasks []struct{} `json:"tasks"`
	} `json:"status"`
}

// status is the command `status`.
func (w *worker) status(ctx context.Context, c *cli.Context) int {
	raw, err := w.askStatus(ctx)
	var all map[string]connectorStatus
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return c.Fail(fmt.Errorf("status: %w", err))
	}
	code := cli.ExitOK
	names := slices.Sorted(maps.Keys(all))
	width := 0
	for _, name := range names {
		width = max(width, len(name))
		if all[name].Status.Connector.State == herd.FailedNow {
			code = cli.ExitMistakes
		}
	}
	if c.JSON {
		_, err = c.Stdout.Write(raw)
	} else {
		for _, name := range names {
			err = tellStatus(c.Stdout, name, width, all[name])
		}
	}
	if err != nil {
		return c.Fail(err)
	}
	return code
}

func tellStatus(out io.Writer, name string, width int, s connectorStatus) error {
	text := fmt.Sprintf("%-*s  %-10s  %s\n", width, name, s.Status.Connector.State, countTasks(len(s.Status.Tasks)))
	if trace := s.Status.Connector.Trace; trace != "" {
		text += "    " + strings.ReplaceAll(trace, "\n", "\n    ") + "\n"
	}
	_, err := io.WriteString(out, text)
	return err
}

func (w *worker) askStatus(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, statusTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.settings.asked+"/connectors?expand=status", nil)
	if err != nil {
		return nil, err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(io.LimitReader(a.Body, statusBytes))
	if err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", w.settings.asked, a.Status)
	}
	return raw, err
}
