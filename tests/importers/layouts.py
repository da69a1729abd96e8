"""Small files of every layout, with the traps of its kind.

Numbers are made up; headings, marks and the order of rows are those that the publishers document or
that their files have.
"""

WORLD_BANK = """"Data Source","World Development Indicators",

"Last Updated Date","2025-06-05",

"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",
"Japan","JPN","Health expenditure (million US dollars)","X.Y","120.5","..","131",
"Korea, Rep.","KOR","Health expenditure (million US dollars)","X.Y","80","81","",
"""
WORLD_BANK_DOLLARS = """"Data Source","World Development Indicators",

"Last Updated Date","2026-04-08",

"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",
"Japan","JPN","Current health expenditure (current US$)","X.CD","120500000","","131000000",
"Japan","JPN","Current health expenditure (% of GDP)","X.ZS","10.5","10.6","10.7",
"""
WORLD_BANK_DATABANK = """Country Name,Country Code,Series Name,Series Code,2018 [YR2018],YR2019
Japan,JPN,Firms,F,12,13

Data from database: Example
Last Updated: 06/05/2025
"""
OWID = """Entity,Code,Year,Devices approved
Japan,JPN,2018,5
Japan,JPN,2019,7
World,OWID_WRL,2018,50
World,OWID_WRL,2019,70
"""
OWID_METADATA = (
    """{"columns": {"Devices approved": {"unit": "devices", "lastUpdated": "2025-01-01"}}}"""
)
SDMX = """DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT
X:F(1.0),A,JPN,2021,1.5,A,JPY,9
X:F(1.0),A,JPN,2022,1.6,P,JPY,9
X:F(1.0),A,JPN,2023,1.7,E,JPY,9
X:F(1.0),A,JPN,2024,1.8,F,JPY,9
X:F(1.0),A,JPN,2020,,M,JPY,9
"""
SDMX_EUROSTAT = """DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2019,10.5,,
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2020,10.6,b,
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2021,10.7,bp,
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2022,10.8,e,
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2023,10.9,f,
ESTAT:X(1.0),28/08/26 23:00:00,A,PC,AT,2024,,c,C
ESTAT:X(1.0),28/08/26 23:00:00,A,MIO_EUR,AT,2019,500,,
"""
SDMX_EUROSTAT_NAMES = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,geo,"
    "Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,"
    "Observation status (Flag) V2 structure,CONF_STATUS,Confidentiality status (flag)\n"
    "dataflow,ESTAT:X(1.0),Example,A,Annual,MIO_EUR,Million euro,AT,Austria,2019,2019,500,,,,,\n"
    "dataflow,ESTAT:X(1.0),Example,A,Annual,MIO_EUR,Million euro,AT,Austria,2020,2020,510,,p,"
    "provisional,,\n"
)
SDMX_OECD_NAMES = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency of "
    "observation,MEASURE,Measure,UNIT_MEASURE,Unit of measure,TIME_PERIOD,Time period,OBS_VALUE,"
    "Observation value,OBS_STATUS,Observation status,UNIT_MULT,Unit multiplier,DECIMALS,Decimals,"
    "BASE_PER,Base period\n"
    "DATAFLOW,OECD:X(1.0),Example,I,JPN,Japan,A,Annual,POP,Population,PS,Persons,2019,2019,1.5,1.5,"
    "A,Normal value,3,Thousands,1,One,,\n"
    "DATAFLOW,OECD:X(1.0),Example,I,JPN,Japan,A,Annual,POP,Population,PS,Persons,2020,2020,1.6,1.6,"
    "E,Estimated value,3,Thousands,1,One,,\n"
)
SDMX_BIS_BOTH = """STRUCTURE,STRUCTURE_ID,ACTION,FREQ:Frequency,REF_AREA:Reference area,\
UNIT_MULT:Unit Multiplier,TIME_PERIOD:Time period or range,OBS_VALUE:Observation Value,\
OBS_STATUS:Observation Status
dataflow,BIS:X(1.0): Example,I,A: Annual,JP: Japan,6: Millions,2019,1.5,A: Normal value
dataflow,BIS:X(1.0): Example,I,A: Annual,JP: Japan,6: Millions,2020,1.6,F: Forecast value
"""
WEO_HEAD = (
    "WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor", "Units",
    "Scale",
    "Country/Series-specific Notes", "2021", "2022", "2023", "2024", "Estimates Start After",
)  # fmt: skip
WEO_ROWS = (
    ("158", "JPN", "NGDPD", "Japan", "Gross domestic product, current prices", "U.S. dollars",
     "Billions", "See notes for: GDP", "1,234.5", "2,000.25", "n/a", "2,100", "2022"),
    ("158", "JPN", "PCPI", "Japan", "Prices", "Index", "", "", "100", "101", "102", "103", "2023"),
)  # fmt: skip
WEO = "\n".join("\t".join(row) for row in (WEO_HEAD, *WEO_ROWS)) + "\n"
"""Tabs in UTF-16, and called .xls: as the IMF gives it out."""
WEO_HEAD_TRUE = (
    "WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor",
    "Subject Notes", "Units", "Scale", "Country/Series-specific Notes", "2021", "2022", "2023",
    "Estimates Start After",
)  # fmt: skip
WEO_TRUE = (
    "\t".join(WEO_HEAD_TRUE) + "\t\n\n"
    + "\t".join((
        "158", "JPN", "NGDPD", "Japan", "Gross domestic product, current prices",
        "Values are based upon GDP in national currency [SNA 1993] (billions).", "U.S. dollars",
        "Billions", "Source: Cabinet Office Latest actual data: 2022", "1,234.5", "--", "2,000.25",
        "2022",
    )) + "\t\n\n"
    + "International Monetary Fund, World Economic Outlook Database, April 2025\n"
)  # fmt: skip
"""With notes in two columns, a tab behind the last one, blank rows, and the source below."""
WEO_PORTAL = """DATASET,SERIES_CODE,OBS_MEASURE,COUNTRY,INDICATOR,FREQUENCY,SCALE,UNIT,\
METHODOLOGY_NOTES,PUBLICATION_DATE,UPDATE_DATE,LATEST_ACTUAL_ANNUAL_DATA,2021,2022,2023
IMF.RES:WEO(9.0.0),JPN.NGDPD.A,OBS_VALUE,Japan,GDP,Annual,Billions,US dollar,SNA 2008,2026-04-14,\
2026-04-14,2022,1234.5,1300,1400
IMF.RES:WEO(9.0.0),IND.NGDPD.A,OBS_VALUE,India,GDP,Annual,Billions,US dollar,SNA 1993,2026-04-14,\
2026-04-14,FY2021/22,3100,3200,3300
IMF.RES:WEO(9.0.0),WLD.NGDPD.A,OBS_VALUE,World,GDP,Annual,Billions,US dollar,,2026-04-14,\
2026-04-14,,90000,91000,92000
"""
ESTAT_LIST_TRUE = """"RESULT"
"STATUS","0"
"ERROR_MSG","正常に終了しました。"
"DATE","2026-01-21T09:58:51.856+09:00"
"RESULT_INF"
"TOTAL_NUMBER","3"
"NEXT_KEY",""
"TABLE_INF","0003286680"
"STAT_NAME","00450151","薬事工業生産動態統計調査"
"GOV_ORG","00450","厚生労働省"
"TITLE","001","医療機器　生産金額
（年次）"
"CYCLE","年次"
"SURVEY_DATE","201801-202012"
"OPEN_DATE","2022-01-20"
"VALUE"
"tab_code","表章項目","cat01_code","区分","area_code","地域","time_code","時間軸(年次)","unit","value"\
,"annotation"
"01","生産金額","100","医療機器","00000","全国","2018000000","2018年","百万円","1945357",""
"01","生産金額","100","医療機器","00000","全国","2019000000","2019年","百万円","2000000",""
"""
ESTAT_CROSS_TRUE = """"統計名：","在留の例"
"表番号：","01"
"表題：","区分別　人数"
"実施年月：","-"

"***","該当データがない場合を示す"
"-","該当データがない場合を示す"
"","","","","","","時間軸（年） コード","2018000000","2019000000"
"","","","","","","時間軸（年） 補助コード","",""
"表章項目 コード","表章項目 補助コード","表章項目","区分 コード","区分 補助コード","区分",\
"/時間軸（年）","2018年","2019年"
"01","","人数【千人】","100","","総数","","1,000","1,100"
"01","","人数【千人】","200","","うち例","","10","***"
"""
ESTAT_DOWN = """"統計名：","在留の例"
"表番号：","01"
"表題：","区分別　人数"

"表章項目 コード","表章項目 補助コード","表章項目","時間軸（年） コード","時間軸（年） 補助コード",\
"時間軸（年）","/区分","総数","うち例"
"01","","人数【千人】","2018000000","","2018年","","1,000","10"
"01","","人数【千人】","2019000000","","2019年","","1,100","***"
"""
ESTAT_LIST = """"RESULT"
"STATUS","0"
"VALUE"
"tab_code","表章項目","cat01_code","区分","time_code","時間軸（年度）","unit","value","annotation"
"01","生産金額","100","医療機器","2019100000","2019年度","百万円","1,945,357",""
"01","生産金額","100","医療機器","2020100000","2020年度","百万円","***","秘匿"
"01","生産金額","100","医療機器","2021100000","2021年度","百万円","2,000,000",""
"""
ESTAT_CROSS = """"統計名：","医療機器の例"
"表番号：","001"
"表題：","生産額の推移"
"単位：百万円"
"***","数値が秘匿されていることを示す"
"区分 コード","区分","平成30年度","令和元年度","2年度","3年度"
"100","合計","1,000","1,100","***","△5"
"""
LONG_JAPANESE = """医療機器の生産額,,
,,（単位：百万円）
年度,生産額,うち国内向け
平成３０年度,"１，２３４，５００","1,000"
令和元年度,"1,300,000","1,001"
２,"△100","1,002"
3年度（見込）,"1,500,000","1,003"
（注）令和３年度は見込額である。,,
出典：例,,
"""
OPEN_SDG = """Year,Series,Sex,Units,Unit multiplier,Observation status,Value
2019,Trainees,,Persons,Thousands,Normal value,1.5
2020,Trainees,,Persons,Thousands,Provisional,1.6
2019,Trainees,Female,Persons,Thousands,Normal value,0.7
2020,Trainees,Female,Persons,Thousands,Normal value,0.8
"""
PACKAGE = """{"name": "example", "title": "Example table", "resources": [{"name": "spending",
"path": "spending.csv", "schema": {"fields": [{"name": "Year", "type": "year"},
{"name": "Spending", "type": "number", "description": "R&D (in '000 US dollars)"}]}}]}"""
PACKAGE_TABLE = "Year,Spending\n2019,1500\n2020,2500\n"
