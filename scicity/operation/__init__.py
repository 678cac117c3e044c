"""What an operator needs: probes, metrics, logs, the doctor, backups.

A request comes in through `front`, which finds out who asks (`clients`), gives the request its
id, counts it (`metrics`) and answers the probes (`probes`) before anything else begins.
"""
