// Names without a C library: a hosts file, a name server of its own over UDP and TCP, and zones of time that it carries.
//
// Root: etc/hosts etc/resolv.conf
package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"
	_ "time/tzdata"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func hosts() {
	r := &net.Resolver{PreferGo: true}
	for _, name := range []string{"localhost", "first.test", "second.test", "sixth.test", "FIRST.test."} {
		found, err := r.LookupHost(context.Background(), name)
		fmt.Println(name, found, err)
	}
	for _, addr := range []string{"192.0.2.1", "192.0.2.2", "::1"} {
		found, err := r.LookupAddr(context.Background(), addr)
		fmt.Println(addr, found, err)
	}
	ips, err := net.LookupIP("localhost")
	fmt.Println(ips, err)
	addrs, err := r.LookupNetIP(context.Background(), "ip4", "first.test")
	fmt.Println(addrs, err)
	fmt.Println(net.LookupPort("tcp", "https"))
	fmt.Println(net.LookupPort("udp", "domain"))
	fmt.Println(net.ResolveTCPAddr("tcp", "sixth.test:http"))
}

// answer makes the message for a question: what a name server for example.test would say.
func answer(question []byte, overTCP bool) []byte {
	labels, at := []string{}, 12
	for question[at] != 0 {
		size := int(question[at])
		labels = append(labels, string(question[at+1:at+1+size]))
		at += 1 + size
	}
	name, kind := strings.Join(labels, "."), binary.BigEndian.Uint16(question[at+1:])
	end := at + 5
	reply := slices.Clone(question[:end])
	binary.BigEndian.PutUint16(reply[2:], 0x8580) // an authoritative answer, recursion available
	binary.BigEndian.PutUint32(reply[8:], 0)      // no further sections
	add := func(data []byte) {
		reply = append(reply, 0xc0, 12)
		reply = binary.BigEndian.AppendUint16(reply, kind)
		reply = append(reply, 0, 1, 0, 0, 0, 60)
		reply = binary.BigEndian.AppendUint16(reply, uint16(len(data)))
		reply = append(reply, data...)
		reply[7]++
	}
	pack := func(name string) (packed []byte) {
		for label := range strings.SplitSeq(name, ".") {
			packed = append(append(packed, byte(len(label))), label...)
		}
		return append(packed, 0)
	}
	switch name + fmt.Sprint("/", kind) {
	case "www.example.test/1":
		add([]byte{192, 0, 2, 10})
		add([]byte{192, 0, 2, 11})
	case "www.example.test/28":
		add(netip.MustParseAddr("2001:db8::10").AsSlice())
	case "example.test/15":
		add(append([]byte{0, 20}, pack("mail2.example.test")...))
		add(append([]byte{0, 10}, pack("mail1.example.test")...))
	case "example.test/16":
		add([]byte("\x05v=one\x03two"))
	case "example.test/2":
		add(pack("ns.example.test"))
	case "alias.example.test/1":
		kind = 5
		add(pack("www.example.test"))
	case "_http._tcp.example.test/33":
		add(append([]byte{0, 1, 0, 0, 0x1f, 0x90}, pack("www.example.test")...))
	case "1.2.0.192.in-addr.arpa/12":
		add(pack("reverse.example.test"))
	case "big.example.test/16":
		if !overTCP {
			reply[2] |= 2 // truncated
			break
		}
		for i := range 20 {
			add(append([]byte{200}, strings.Repeat(string(rune('a'+i)), 200)...))
		}
	case "servfail.example.test/1", "servfail.example.test/28":
		reply[3] |= 2
	case "silent.example.test/1", "silent.example.test/28":
		return nil
	case "empty.example.test/1", "empty.example.test/28", "www.example.test/65":
	default:
		reply[3] |= 3 // no such name
	}
	return reply
}

func serve() (udp net.PacketConn, tcp net.Listener) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	tcp, err = net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		buffer := make([]byte, 2000)
		for {
			n, from, err := udp.ReadFrom(buffer)
			if err != nil {
				return
			}
			if reply := answer(buffer[:n], false); reply != nil {
				udp.WriteTo(reply, from)
			}
		}
	}()
	go func() {
		for {
			c, err := tcp.Accept()
			if err != nil {
				return
			}
			var size uint16
			check(binary.Read(c, binary.BigEndian, &size))
			question := make([]byte, size)
			_, err = io.ReadFull(c, question)
			check(err)
			reply := answer(question, true)
			c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
			c.Close()
		}
	}()
	return udp, tcp
}

func questions() {
	udp, tcp := serve()
	asked := map[string]bool{}
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		asked[address] = true
		to := udp.LocalAddr().String()
		if strings.HasPrefix(network, "tcp") {
			to = tcp.Addr().String()
		}
		var d net.Dialer
		return d.DialContext(ctx, network, to)
	}}
	ctx := context.Background()
	for _, name := range []string{"www.example.test", "www", "alias.example.test", "empty.example.test", "none.example.test", "servfail.example.test", "first.test"} {
		found, err := r.LookupHost(ctx, name)
		slices.Sort(found)
		var failed *net.DNSError
		if errors.As(err, &failed) {
			fmt.Println(name, failed.Name, failed.Err, failed.IsNotFound, failed.IsTemporary, failed.Server)
			continue
		}
		fmt.Println(name, found, err)
	}
	fmt.Println(r.LookupCNAME(ctx, "www.example.test"))
	mail, err := r.LookupMX(ctx, "example.test")
	for _, m := range mail {
		fmt.Println(*m)
	}
	fmt.Println(err)
	fmt.Println(r.LookupTXT(ctx, "example.test"))
	big, err := r.LookupTXT(ctx, "big.example.test")
	fmt.Println(len(big), len(strings.Join(big, "")), err)
	servers, err := r.LookupNS(ctx, "example.test")
	fmt.Println(servers[0].Host, err)
	name, services, err := r.LookupSRV(ctx, "http", "tcp", "example.test")
	fmt.Println(name, *services[0], err)
	fmt.Println(r.LookupAddr(ctx, "192.0.2.1"))
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	_, err = r.LookupHost(short, "silent.example.test")
	var failed *net.DNSError
	fmt.Println(errors.As(err, &failed) && failed.IsTimeout, asked)
}

func zones() {
	at := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC", "Nowhere/Town", "../etc/hosts"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(name, at.In(zone), at.Add(time.Second).In(zone), time.Date(2050, 7, 1, 12, 0, 0, 0, zone).UTC(), time.Date(1900, 1, 1, 0, 0, 0, 0, zone))
	}
	berlin, _ := time.LoadLocation("Europe/Berlin")
	begin, end := at.In(berlin).ZoneBounds()
	fmt.Println(begin, end, at.In(berlin).IsDST(), time.Local, at.Local())
	parsed, err := time.ParseInLocation("2006-01-02 15:04 MST", "2026-10-25 02:30 CET", berlin)
	fmt.Println(parsed, err)
}

func main() {
	entries, err := os.ReadDir("/")
	check(err)
	for _, entry := range entries {
		fmt.Print(entry.Name(), " ")
	}
	fmt.Println(os.TempDir(), os.Getpid() > 0)
	hosts()
	questions()
	zones()
	u, err := user.Current()
	fmt.Println(u, err)
	_, err = user.Lookup("nobody")
	fmt.Println(err)
	_, err = net.Interfaces()
	fmt.Println(err)
	_, err = http.Get("http://none.invalid.example/")
	fmt.Println(err != nil)
}
