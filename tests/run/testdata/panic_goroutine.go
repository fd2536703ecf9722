package main

func main() {
	go func() {
		defer println("deferred")
		panic("in a goroutine")
	}()
	select {}
}
