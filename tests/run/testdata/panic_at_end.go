package main

func main() {
	started := make(chan bool)
	go func() {
		defer func() {
			started <- true
			for i := range 3 {
				println("deferred", i)
			}
		}()
		panic("while main returns")
	}()
	<-started
}
