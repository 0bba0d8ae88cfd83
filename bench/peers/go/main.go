// Command peer measures mangos over the command line contract that all benchmark peers share.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"sort"
	"strconv"
	"time"

	"go.nanomsg.org/mangos/v3"
	"go.nanomsg.org/mangos/v3/protocol/pull"
	"go.nanomsg.org/mangos/v3/protocol/push"
	"go.nanomsg.org/mangos/v3/protocol/rep"
	"go.nanomsg.org/mangos/v3/protocol/req"
	_ "go.nanomsg.org/mangos/v3/transport/inproc"
	_ "go.nanomsg.org/mangos/v3/transport/tcp"
)

const watchdog = 60 * time.Second

// run is one benchmark run. In inproc mode both sides share it.
type run struct {
	address string
	size    int
	count   int
	warmup  int
	inproc  bool
	ready   chan struct{} // inproc: the serving side listens
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

// open makes a socket. The channel it returns is closed when the peer has hung up. mangos sets TCP_NODELAY by itself.
func open(newSocket func() (mangos.Socket, error)) (mangos.Socket, <-chan struct{}) {
	s, err := newSocket()
	check("socket", err)
	check("receive limit", s.SetOption(mangos.OptionMaxRecvSize, 0))
	gone := make(chan struct{}, 1)
	s.SetPipeEventHook(func(event mangos.PipeEvent, _ mangos.Pipe) {
		if event == mangos.PipeEventDetached {
			select {
			case gone <- struct{}{}:
			default:
			}
		}
	})
	return s, gone
}

func (r *run) announceReady() {
	if r.inproc {
		close(r.ready)
		return
	}
	fmt.Println("ready")
}

func (r *run) receive(s mangos.Socket) *mangos.Message {
	m, err := s.RecvMsg()
	check("receive", err)
	if len(m.Body) != r.size {
		check("receive", fmt.Errorf("%d bytes, not %d", len(m.Body), r.size))
	}
	return m
}

func (r *run) send(s mangos.Socket, payload []byte) {
	m := mangos.NewMessage(r.size)
	m.Body = append(m.Body, payload...)
	check("send", s.SendMsg(m))
}

func (r *run) payload() []byte {
	payload := make([]byte, r.size)
	for i := range payload {
		payload[i] = 'x'
	}
	return payload
}

// reportOtherSide prints the line of the side that measured nothing of interest.
func (r *run) reportOtherSide(elapsed time.Duration) {
	if !r.inproc {
		fmt.Printf("{\"count\":%d,\"seconds\":%.6f}\n", r.count, elapsed.Seconds())
	}
}

func (r *run) serveReqrep() {
	s, gone := open(rep.NewSocket)
	check("listen", s.Listen(r.address))
	r.announceReady()
	start := time.Now()
	for i := 0; i < r.warmup+r.count; i++ {
		check("send", s.SendMsg(r.receive(s)))
	}
	r.reportOtherSide(time.Since(start))
	// Closing drops what is still queued, so the last sender waits for the last receiver to hang up.
	<-gone
	check("close", s.Close())
}

func (r *run) driveReqrep() {
	s, _ := open(req.NewSocket)
	check("dial", s.Dial(r.address))
	payload := r.payload()
	samples := make([]time.Duration, r.count)
	var start time.Time
	for i := -r.warmup; i < r.count; i++ {
		if i == 0 {
			start = time.Now()
		}
		before := time.Now()
		r.send(s, payload)
		m := r.receive(s)
		if i >= 0 {
			samples[i] = time.Since(before)
		}
		m.Free()
	}
	elapsed := time.Since(start)
	sort.Slice(samples, func(i, j int) bool { return samples[i] < samples[j] })
	fmt.Printf("{\"count\":%d,\"seconds\":%.6f,\"p50us\":%.2f,\"p99us\":%.2f}\n", r.count, elapsed.Seconds(),
		float64(samples[r.count/2])/1e3, float64(samples[r.count-1-r.count/100])/1e3)
	check("close", s.Close())
}

func (r *run) serveStream() {
	s, _ := open(pull.NewSocket)
	check("listen", s.Listen(r.address))
	r.announceReady()
	var first time.Time
	for i := 0; i < r.count; i++ {
		m := r.receive(s)
		if i == 0 {
			first = time.Now()
		}
		m.Free()
	}
	fmt.Printf("{\"count\":%d,\"seconds\":%.6f,\"bytes\":%d}\n", r.count, time.Since(first).Seconds(), r.count*r.size)
	check("close", s.Close())
}

func (r *run) driveStream() {
	s, gone := open(push.NewSocket)
	check("dial", s.Dial(r.address))
	payload := r.payload()
	start := time.Now()
	for i := 0; i < r.count; i++ {
		r.send(s, payload)
	}
	<-gone
	r.reportOtherSide(time.Since(start))
	check("close", s.Close())
}

func libraryVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == "go.nanomsg.org/mangos/v3" {
				return dependency.Version
			}
		}
	}
	return "unknown"
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: PEER serve|drive reqrep|stream ADDRESS SIZE COUNT")
	fmt.Fprintln(os.Stderr, "       PEER inproc reqrep|stream SIZE COUNT")
	fmt.Fprintln(os.Stderr, "       PEER version")
	os.Exit(2)
}

func main() {
	args := os.Args[1:]
	if len(args) == 1 && args[0] == "version" {
		fmt.Println(libraryVersion())
		return
	}
	if len(args) < 4 {
		usage()
	}
	mode, scenario := args[0], args[1]
	r := &run{inproc: mode == "inproc", address: "inproc://bench", ready: make(chan struct{})}
	if !r.inproc {
		r.address = args[2]
	}
	if (r.inproc && len(args) != 4) || (!r.inproc && len(args) != 5) {
		usage()
	}
	var err error
	if r.size, err = strconv.Atoi(args[len(args)-2]); err != nil || r.size < 0 {
		usage()
	}
	if r.count, err = strconv.Atoi(args[len(args)-1]); err != nil || r.count < 1 {
		usage()
	}
	if r.warmup = r.count / 10; r.warmup > 1000 {
		r.warmup = 1000
	}
	serve, drive := r.serveReqrep, r.driveReqrep
	if scenario == "stream" {
		serve, drive = r.serveStream, r.driveStream
	} else if scenario != "reqrep" {
		usage()
	}

	time.AfterFunc(watchdog, func() {
		fmt.Fprintln(os.Stderr, "watchdog: not done in time")
		os.Exit(3)
	})

	switch mode {
	case "serve":
		serve()
	case "drive":
		drive()
	case "inproc":
		served := make(chan struct{})
		go func() { serve(); close(served) }()
		<-r.ready
		drive()
		<-served
	default:
		usage()
	}
}
